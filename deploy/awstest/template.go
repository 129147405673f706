package awstest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// template is a parsed template; the nodes keep their tags, !Ref and the like.
type template struct {
	parameters, conditions, resources, outputs *yaml.Node
}

// parseTemplate reads what CloudFormation would, and nothing that it would not.
func parseTemplate(text string) (*template, *failure) {
	if len(text) > 51200 {
		return nil, fail(400, "ValidationError", "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200")
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc.Content) == 0 {
		return nil, fail(400, "ValidationError", "Template format error: YAML not well-formed. (%v)", err)
	}
	t := &template{}
	for key, value := range pairs(doc.Content[0]) {
		switch key {
		case "Parameters":
			t.parameters = value
		case "Conditions":
			t.conditions = value
		case "Resources":
			t.resources = value
		case "Outputs":
			t.outputs = value
		case "AWSTemplateFormatVersion", "Description":
		default:
			return nil, fail(400, "ValidationError", "Invalid template property or properties [%s]", key)
		}
	}
	if t.resources == nil {
		return nil, fail(400, "ValidationError", "At least one Resources member must be defined.")
	}
	return t, nil
}

// pairs walks a mapping in its order.
func pairs(n *yaml.Node) func(func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		if n == nil {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

// get is the value of a key, nil where there is none.
func get(n *yaml.Node, key string) *yaml.Node {
	for k, v := range pairs(n) {
		if k == key {
			return v
		}
	}
	return nil
}

// text is a scalar's value, "" for anything else.
func text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// bind completes parameters with their defaults, and checks them.
func (t *template) bind(given map[string]string) (map[string]string, *failure) {
	bound := map[string]string{}
	var missing, unknown []string
	for name, p := range pairs(t.parameters) {
		value, found := given[name]
		if !found {
			if get(p, "Default") == nil {
				missing = append(missing, name)
				continue
			}
			value = text(get(p, "Default"))
		}
		if pattern := text(get(p, "AllowedPattern")); pattern != "" && !regexp.MustCompile("^(?:"+pattern+")$").MatchString(value) {
			return nil, fail(400, "ValidationError", "Parameter %s failed to satisfy constraint: must match pattern %s", name, pattern)
		}
		if allowed := get(p, "AllowedValues"); allowed != nil && !slices.ContainsFunc(allowed.Content, func(n *yaml.Node) bool { return n.Value == value }) {
			return nil, fail(400, "ValidationError", "Parameter '%s' must be one of AllowedValues", name)
		}
		bound[name] = value
	}
	for name := range given {
		if get(t.parameters, name) == nil {
			unknown = append(unknown, name)
		}
	}
	if len(missing) > 0 {
		return nil, fail(400, "ValidationError", "Parameters: [%s] must have values", strings.Join(missing, ", "))
	}
	if len(unknown) > 0 {
		return nil, fail(400, "ValidationError", "Parameters: [%s] do not exist in the template", strings.Join(unknown, ", "))
	}
	return bound, nil
}

// scope is what names mean while a template is evaluated.
type scope struct {
	t          *template
	stack      string
	parameters map[string]string
	refs       map[string]string            // logical id to physical id
	attributes map[string]map[string]string // logical id to !GetAtt's names
}

// none is !Ref AWS::NoValue.
type none struct{}

// pending stands for what a resource that does not exist yet will be called.
const pending = "(known after)"

// eval is a node's value: string, bool, []any or map[string]any.
func (s *scope) eval(n *yaml.Node) any {
	switch n.Tag {
	case "!Ref":
		return s.ref(n.Value)
	case "!GetAtt":
		id, name, _ := strings.Cut(n.Value, ".")
		return s.attribute(id, name)
	case "!Sub":
		return s.sub(n.Value)
	case "!If":
		if s.condition(n.Content[0].Value) {
			return s.eval(n.Content[1])
		}
		return s.eval(n.Content[2])
	case "!Equals":
		return fmt.Sprint(s.eval(n.Content[0])) == fmt.Sprint(s.eval(n.Content[1]))
	case "!Join":
		var items []string
		for _, item := range s.eval(n.Content[1]).([]any) {
			items = append(items, fmt.Sprint(item))
		}
		return strings.Join(items, s.eval(n.Content[0]).(string))
	case "!Not":
		return !s.eval(n.Content[0]).(bool)
	case "!And":
		return !slices.ContainsFunc(n.Content, func(m *yaml.Node) bool { return !s.eval(m).(bool) })
	case "!Condition":
		return s.condition(n.Value)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value
	case yaml.SequenceNode:
		return s.evalList(n)
	}
	out := map[string]any{}
	for key, value := range pairs(n) {
		if v := s.eval(value); v != (none{}) || !comparable(v) {
			out[key] = v
		}
	}
	return out
}

// comparable reports whether a value can be compared with == at all.
func comparable(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

func (s *scope) evalList(n *yaml.Node) []any {
	out := []any{}
	for _, element := range n.Content {
		v := s.eval(element)
		if _, absent := v.(none); !absent {
			out = append(out, v)
		}
	}
	return out
}

func (s *scope) condition(name string) bool {
	return s.eval(get(s.t.conditions, name)).(bool)
}

func (s *scope) ref(name string) any {
	switch name {
	case "AWS::NoValue":
		return none{}
	case "AWS::StackName":
		return s.stack
	case "AWS::Region":
		return "us-east-1"
	case "AWS::AccountId":
		return Account
	case "AWS::Partition":
		return "aws"
	}
	if value, found := s.parameters[name]; found {
		if text(get(get(s.t.parameters, name), "Type")) == "CommaDelimitedList" {
			var list []any
			for item := range strings.SplitSeq(value, ",") {
				list = append(list, item)
			}
			return list
		}
		return value
	}
	if physical := s.refs[name]; physical != "" {
		return physical
	}
	return pending
}

func (s *scope) attribute(id, name string) string {
	if value := s.attributes[id][name]; value != "" {
		return value
	}
	return pending
}

var variable = regexp.MustCompile(`\$\{([A-Za-z0-9:.]+)\}`)

func (s *scope) sub(text string) string {
	return variable.ReplaceAllStringFunc(text, func(v string) string {
		name := v[2 : len(v)-1]
		if id, attribute, dotted := strings.Cut(name, "."); dotted {
			return s.attribute(id, attribute)
		}
		return fmt.Sprint(s.ref(name))
	})
}

// mentions are the logical ids that a node refers to.
func (t *template) mentions(n *yaml.Node) []string {
	var out []string
	add := func(name string) {
		name, _, _ = strings.Cut(name, ".")
		if get(t.resources, name) != nil {
			out = append(out, name)
		}
	}
	switch n.Tag {
	case "!Ref", "!GetAtt":
		add(n.Value)
	case "!Sub":
		for _, m := range variable.FindAllStringSubmatch(n.Value, -1) {
			add(m[1])
		}
	}
	for _, child := range n.Content {
		out = append(out, t.mentions(child)...)
	}
	return out
}

// order lists the resources that conditions let be, each after those that it
// refers to.
func (t *template) order(s *scope) []string {
	var out []string
	var visit func(id string)
	visit = func(id string) {
		r := get(t.resources, id)
		if c := text(get(r, "Condition")); slices.Contains(out, id) || c != "" && !s.condition(c) {
			return
		}
		for _, other := range t.mentions(r) {
			if other != id {
				visit(other)
			}
		}
		if d := text(get(r, "DependsOn")); d != "" {
			visit(d)
		}
		out = append(out, id)
	}
	for id := range pairs(t.resources) {
		visit(id)
	}
	return out
}
