package awstest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// cfnStack is a stack with the operation that is under way.
type cfnStack struct {
	name, id   string
	status     string
	reason     string
	template   string
	parameters map[string]string
	resources  []*cfnResource // in the order of creation
	outputs    map[string]string
	tags       []string // "key=value"
	changeSets map[string]*cfnChangeSet
	events     []event
	todo       []func() *failure // what the operation still has to do
	onFailure  func(*failure)
	finally    func()
	goOn       func() // with a rollback that got stuck
}

type cfnResource struct {
	id, kind, physical string
	properties         map[string]any
	status, reason     string
	retain             bool
	exceptOnCreate     bool // it is not retained where the operation that made it fails
}

// setPolicy takes a DeletionPolicy.
func (r *cfnResource) setPolicy(policy string) {
	r.exceptOnCreate = policy == "RetainExceptOnCreate"
	r.retain = policy == "Retain" || r.exceptOnCreate
}

type event struct {
	at                                 time.Time
	serial                             int
	id, kind, physical, status, reason string
}

type cfnChangeSet struct {
	id, status, reason string
	template           string
	parameters         map[string]string
	tags               []string
	changes            []cfnChange
	looks              int
}

type cfnChange struct{ action, id, kind, physical, replacement string }

func (c *Cloud) note(s *cfnStack, r *cfnResource, status, reason string) {
	c.serial++
	r.status, r.reason = status, reason
	s.events = append(s.events, event{c.clock, c.serial, r.id, r.kind, r.physical, status, reason})
}

// setStatus is an event of the stack itself.
func (c *Cloud) setStatus(s *cfnStack, status, reason string) {
	s.status, s.reason = status, reason
	c.serial++
	s.events = append(s.events, event{c.clock, c.serial, s.name, "AWS::CloudFormation::Stack", s.id, status, reason})
}

// findStack is a stack by name or id. A deleted one is found by its id only.
func (c *Cloud) findStack(nameOrID string) *cfnStack {
	for _, s := range c.stacks {
		if s.id == nameOrID || s.name == nameOrID && s.status != "DELETE_COMPLETE" {
			return s
		}
	}
	return nil
}

func (s *cfnStack) find(id string) *cfnResource {
	for _, r := range s.resources {
		if r.id == id {
			return r
		}
	}
	return nil
}

// scope is what names mean in a stack now.
func (c *Cloud) scope(t *template, s *cfnStack, parameters map[string]string) *scope {
	sc := &scope{t: t, stack: s.name, parameters: parameters, refs: map[string]string{}, attributes: map[string]map[string]string{}}
	for _, r := range s.resources {
		sc.refs[r.id] = r.physical
		if attributes := kinds[r.kind].attributes; attributes != nil && r.physical != "" {
			sc.attributes[r.id] = attributes(c, r.physical)
		}
	}
	return sc
}

// properties evaluates a resource.
func (s *scope) properties(id string) map[string]any {
	return s.eval(get(get(s.t.resources, id), "Properties")).(map[string]any)
}

// plan is what a change set would do to a stack.
func (c *Cloud) plan(s *cfnStack, set *cfnChangeSet) *failure {
	t, f := parseTemplate(set.template)
	if f != nil {
		return f
	}
	bound, f := t.bind(set.parameters)
	if f != nil {
		return f
	}
	set.parameters = bound
	sc := c.scope(t, s, bound)
	wanted := t.order(sc)
	for _, id := range wanted {
		type_ := text(get(get(t.resources, id), "Type"))
		if _, known := kinds[type_]; !known {
			return fail(400, "ValidationError", "Template format error: Unrecognized resource types: [%s]", type_)
		}
		now := sc.properties(id)
		r := s.find(id)
		if r == nil {
			set.changes = append(set.changes, cfnChange{"Add", id, type_, "", ""})
		} else if !reflect.DeepEqual(now, r.properties) {
			replacement := "False"
			if replaces(type_, r.properties, now) {
				replacement = "True"
				delete(sc.refs, id) // what refers to it changes as well
				delete(sc.attributes, id)
			}
			set.changes = append(set.changes, cfnChange{"Modify", id, type_, r.physical, replacement})
		}
	}
	if len(s.resources) > 0 && len(set.changes) == 0 && !slices.Equal(s.tags, set.tags) {
		r := s.resources[0] // all that can have tags, but one is enough here
		set.changes = append(set.changes, cfnChange{"Modify", r.id, r.kind, r.physical, "False"})
	}
	for _, r := range s.resources {
		if !slices.Contains(wanted, r.id) {
			set.changes = append(set.changes, cfnChange{"Remove", r.id, r.kind, r.physical, ""})
		}
	}
	return nil
}

func replaces(type_ string, before, after map[string]any) bool {
	return slices.ContainsFunc(kinds[type_].createOnly, func(p string) bool { return !reflect.DeepEqual(before[p], after[p]) })
}

// execute begins to carry out a change set.
func (c *Cloud) execute(s *cfnStack, set *cfnChangeSet) {
	creating := s.status == "REVIEW_IN_PROGRESS"
	prefix := "UPDATE"
	if creating {
		prefix = "CREATE"
	}
	oldTemplate, oldParameters, oldTags := s.template, s.parameters, s.tags
	s.tags = set.tags
	t, _ := parseTemplate(set.template)
	s.template, s.parameters, s.changeSets = set.template, set.parameters, map[string]*cfnChangeSet{}
	c.setStatus(s, prefix+"_IN_PROGRESS", "User Initiated")
	var made []*cfnResource
	for _, id := range t.order(c.scope(t, s, set.parameters)) {
		s.todo = append(s.todo, func() *failure { return c.bring(s, t, id, &made) })
	}
	s.todo = append(s.todo, c.cleanUp(s, t)...)
	s.finally = func() {
		sc := c.scope(t, s, s.parameters)
		s.outputs = map[string]string{}
		for name, o := range pairs(t.outputs) {
			if cond := text(get(o, "Condition")); cond == "" || sc.condition(cond) {
				s.outputs[name] = fmt.Sprint(sc.eval(get(o, "Value")))
			}
		}
		c.setStatus(s, prefix+"_COMPLETE", "")
	}
	s.onFailure = func(f *failure) {
		if creating {
			c.rollBackCreation(s, made)
		} else {
			s.tags = oldTags
			c.rollBackUpdate(s, oldTemplate, oldParameters, made)
		}
	}
}

// bring makes one resource what the template says.
func (c *Cloud) bring(s *cfnStack, t *template, id string, made *[]*cfnResource) *failure {
	definition := get(t.resources, id)
	sc := c.scope(t, s, s.parameters)
	now, type_ := sc.properties(id), text(get(definition, "Type"))
	k, r := kinds[type_], s.find(id)
	policy := text(get(definition, "DeletionPolicy"))
	if r != nil && reflect.DeepEqual(r.properties, now) {
		r.setPolicy(policy)
		return nil
	}
	verb := "CREATE"
	var f *failure
	if r == nil {
		r = &cfnResource{id: id, kind: type_}
		r.setPolicy(policy)
		s.resources = append(s.resources, r)
		*made = append(*made, r)
		if f = c.denied2(k.action); f == nil {
			r.physical, f = k.create(c, s.name, id, now)
		}
	} else {
		verb = "UPDATE"
		f = c.change(s, t, r, now)
	}
	if f != nil {
		service, _, _ := strings.Cut(k.action, ":")
		c.note(s, r, verb+"_FAILED", fmt.Sprintf("Resource handler returned message: %q (Service: %s, Status Code: %d, Request ID: example) (HandlerErrorCode: %s)", f.message, service, f.status, f.code))
		return f
	}
	r.properties = now
	r.setPolicy(policy)
	c.note(s, r, verb+"_COMPLETE", "")
	return nil
}

// denied2 is denied for what a stack does in the caller's name.
func (c *Cloud) denied2(permission string) *failure {
	service, action, _ := strings.Cut(permission, ":")
	return c.denied(service, action, "arn:aws:"+service+":us-east-1:"+Account+":*")
}

// change updates a resource, or replaces it where a property wants that. A
// retained one stays in the account.
func (c *Cloud) change(s *cfnStack, t *template, r *cfnResource, now map[string]any) *failure {
	k := kinds[r.kind]
	if !replaces(r.kind, r.properties, now) {
		return k.update(c, r.physical, now)
	}
	old := r.physical
	physical, f := k.create(c, s.name, r.id, now)
	if f != nil {
		return f
	}
	r.physical = physical
	if text(get(get(t.resources, r.id), "UpdateReplacePolicy")) != "Retain" {
		s.todo = append(s.todo, func() *failure { k.remove(c, old); return nil })
	}
	return nil
}

// cleanUp removes the resources that the template does not have any more.
func (c *Cloud) cleanUp(s *cfnStack, t *template) (todo []func() *failure) {
	wanted := t.order(c.scope(t, s, s.parameters))
	for _, r := range slices.Backward(slices.Clone(s.resources)) {
		if slices.Contains(wanted, r.id) {
			continue
		}
		todo = append(todo, func() *failure {
			if r.retain {
				c.note(s, r, "DELETE_SKIPPED", "")
			} else if f := kinds[r.kind].remove(c, r.physical); f != nil {
				c.note(s, r, "DELETE_FAILED", f.message)
				return nil // an update ends well with what it could not clean up
			} else {
				c.note(s, r, "DELETE_COMPLETE", "")
			}
			s.drop(r)
			return nil
		})
	}
	return todo
}

func (s *cfnStack) drop(r *cfnResource) {
	s.resources = slices.DeleteFunc(s.resources, func(other *cfnResource) bool { return other == r })
}

// rollBackCreation removes what was made, but for what is retained.
func (c *Cloud) rollBackCreation(s *cfnStack, made []*cfnResource) {
	c.setStatus(s, "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create.")
	c.removeMade(s, made)
	s.finally = func() { c.setStatus(s, "ROLLBACK_COMPLETE", "") }
}

// removeMade plans to remove what an operation made, the last of it first.
func (c *Cloud) removeMade(s *cfnStack, made []*cfnResource) {
	for _, r := range slices.Backward(made) {
		s.todo = append(s.todo, func() *failure {
			if r.physical != "" && (!r.retain || r.exceptOnCreate) {
				kinds[r.kind].remove(c, r.physical)
			}
			s.drop(r)
			return nil
		})
	}
}

// rollBackUpdate brings everything back to the template of before.
func (c *Cloud) rollBackUpdate(s *cfnStack, template string, parameters map[string]string, made []*cfnResource) {
	c.setStatus(s, "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update.")
	t, _ := parseTemplate(template)
	s.template, s.parameters = template, parameters
	s.goOn = func() { c.rollBackUpdate(s, template, parameters, made) }
	s.todo = append(s.todo, func() *failure {
		if c.StuckRollback {
			return fail(500, "InternalFailure", "the rollback fails")
		}
		return nil
	})
	for _, id := range t.order(c.scope(t, s, parameters)) {
		s.todo = append(s.todo, func() *failure { return c.bring(s, t, id, &made) })
	}
	c.removeMade(s, made)
	s.finally = func() { c.setStatus(s, "UPDATE_ROLLBACK_COMPLETE", "") }
	s.onFailure = func(*failure) { c.setStatus(s, "UPDATE_ROLLBACK_FAILED", "") }
}

// remove begins to delete a stack. What cannot go stays, the rest goes.
func (c *Cloud) remove(s *cfnStack) {
	if s.status == "REVIEW_IN_PROGRESS" {
		c.setStatus(s, "DELETE_COMPLETE", "")
		return
	}
	c.setStatus(s, "DELETE_IN_PROGRESS", "User Initiated")
	var stuck []string
	for _, r := range slices.Backward(slices.Clone(s.resources)) {
		s.todo = append(s.todo, func() *failure {
			if len(stuck) > 0 && slices.Contains([]string{"AWS::IAM::Role", "AWS::S3::Bucket"}, r.kind) {
				return nil // what is left still refers to it
			}
			if r.retain {
				c.note(s, r, "DELETE_SKIPPED", "")
			} else if f := kinds[r.kind].remove(c, r.physical); f != nil {
				c.note(s, r, "DELETE_FAILED", fmt.Sprintf("Resource handler returned message: %q (Service: Lambda, Status Code: %d) (HandlerErrorCode: InvalidRequest)", f.message, f.status))
				stuck = append(stuck, r.id)
				return nil
			} else {
				c.note(s, r, "DELETE_COMPLETE", "")
			}
			s.drop(r)
			return nil
		})
	}
	s.finally = func() {
		if len(stuck) > 0 {
			c.setStatus(s, "DELETE_FAILED", fmt.Sprintf("The following resource(s) failed to delete: [%s]. ", strings.Join(stuck, ", ")))
			return
		}
		c.setStatus(s, "DELETE_COMPLETE", "")
	}
}

// advance moves an operation on by some steps.
func (c *Cloud) advance(s *cfnStack) {
	for range c.StepsPerLook {
		if len(s.todo) == 0 {
			break
		}
		next := s.todo[0]
		s.todo = s.todo[1:]
		if f := next(); f != nil {
			s.todo, s.finally = nil, nil
			s.onFailure(f)
			return
		}
	}
	if len(s.todo) == 0 && s.finally != nil {
		finally := s.finally
		s.finally = nil
		finally()
	}
}
