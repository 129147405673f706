package awstest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func (c *Cloud) serveStacks(q *request, w http.ResponseWriter) {
	c.serveQuery(q, w, "http://cloudformation.amazonaws.com/doc/2010-05-15/", func(action string, form url.Values) (string, *failure) {
		if q.region != "us-east-1" {
			return "", fail(400, "ValidationError", "this stand-in has us-east-1 only")
		}
		if action == "CreateChangeSet" {
			return c.createChangeSet(form)
		}
		if action == "GetTemplateSummary" && form.Has("TemplateBody") {
			return templateSummary(form.Get("TemplateBody"))
		}
		name := form.Get("StackName")
		s := c.findStack(name)
		if s == nil && action == "DeleteStack" {
			return "", nil
		}
		if s == nil && strings.HasSuffix(action, "ChangeSet") {
			return "", fail(404, "ChangeSetNotFound", "ChangeSet [%s] does not exist", form.Get("ChangeSetName"))
		}
		if s == nil {
			return "", fail(400, "ValidationError", "Stack with id %s does not exist", name)
		}
		switch action {
		case "DescribeStacks":
			c.advance(s)
			return "<Stacks><member>" + s.xml() + "</member></Stacks>", nil
		case "DescribeStackEvents":
			return s.eventsXML(), nil
		case "DescribeStackResources":
			return s.resourcesXML(), nil
		case "GetTemplate":
			return element("TemplateBody", s.template), nil
		case "GetTemplateSummary":
			return templateSummary(s.template)
		case "DescribeChangeSet", "ExecuteChangeSet", "DeleteChangeSet":
			return c.changeSetAction(action, s, form)
		case "ContinueUpdateRollback":
			if s.status != "UPDATE_ROLLBACK_FAILED" {
				return "", fail(400, "ValidationError", "Stack:%s is in %s state and can not continue rollback.", s.id, s.status)
			}
			s.goOn()
			return "", nil
		case "DeleteStack":
			if strings.HasSuffix(s.status, "_IN_PROGRESS") && s.status != "REVIEW_IN_PROGRESS" && s.status != "DELETE_IN_PROGRESS" {
				return "", fail(400, "ValidationError", "Stack:%s is in %s state and can not be updated.", s.id, s.status)
			}
			if s.status != "DELETE_IN_PROGRESS" {
				c.remove(s)
			}
			return "", nil
		}
		return "", fail(400, "InvalidAction", "no action %s", action)
	})
}

func (c *Cloud) createChangeSet(form url.Values) (string, *failure) {
	name, kind := form.Get("StackName"), form.Get("ChangeSetType")
	s := c.findStack(name)
	switch {
	case kind == "CREATE" && s != nil && s.status != "REVIEW_IN_PROGRESS":
		return "", fail(400, "ValidationError", "Stack [%s] already exists and cannot be created again with the changeSet [%s].", name, form.Get("ChangeSetName"))
	case kind != "CREATE" && s == nil:
		return "", fail(400, "ValidationError", "Stack [%s] does not exist", name)
	case s != nil && s.status != "REVIEW_IN_PROGRESS" && (strings.HasSuffix(s.status, "_IN_PROGRESS") || strings.HasPrefix(s.status, "ROLLBACK") || strings.HasPrefix(s.status, "DELETE")):
		return "", fail(400, "ValidationError", "Stack:%s is in %s state and can not be updated.", s.id, s.status)
	case !slices.Contains(member(form, "Capabilities"), "CAPABILITY_IAM"):
		return "", fail(400, "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]")
	}
	if s == nil {
		c.serial++
		s = &cfnStack{name: name, id: fmt.Sprintf("arn:aws:cloudformation:us-east-1:%s:stack/%s/%08d", Account, name, c.serial), changeSets: map[string]*cfnChangeSet{}}
		c.setStatus(s, "REVIEW_IN_PROGRESS", "User Initiated")
		c.stacks = append(c.stacks, s)
	}
	set := &cfnChangeSet{template: form.Get("TemplateBody"), parameters: map[string]string{}, status: "CREATE_IN_PROGRESS", looks: c.Looks}
	if form.Get("UsePreviousTemplate") == "true" {
		set.template = s.template
	}
	for i := 1; form.Has(fmt.Sprintf("Parameters.member.%d.ParameterKey", i)); i++ {
		at := fmt.Sprintf("Parameters.member.%d.", i)
		key := form.Get(at + "ParameterKey")
		set.parameters[key] = form.Get(at + "ParameterValue")
		if form.Get(at+"UsePreviousValue") == "true" {
			set.parameters[key] = s.parameters[key]
		}
	}
	for i := 1; form.Has(fmt.Sprintf("Tags.member.%d.Key", i)); i++ {
		at := fmt.Sprintf("Tags.member.%d.", i)
		set.tags = append(set.tags, form.Get(at+"Key")+"="+form.Get(at+"Value"))
	}
	if f := c.plan(s, set); f != nil {
		return "", f
	}
	set.id = "arn:aws:cloudformation:us-east-1:" + Account + ":changeSet/" + form.Get("ChangeSetName") + "/example"
	s.changeSets[form.Get("ChangeSetName")] = set
	return element("Id", set.id) + element("StackId", s.id), nil
}

func (c *Cloud) changeSetAction(action string, s *cfnStack, form url.Values) (string, *failure) {
	name := form.Get("ChangeSetName")
	for n, set := range s.changeSets {
		if set.id == name {
			name = n
		}
	}
	set := s.changeSets[name]
	switch {
	case action == "DeleteChangeSet":
		delete(s.changeSets, name)
		return "", nil
	case set == nil:
		return "", fail(404, "ChangeSetNotFound", "ChangeSet [%s] does not exist", name)
	case action == "ExecuteChangeSet" && set.status != "CREATE_COMPLETE":
		return "", fail(400, "InvalidChangeSetStatus", "ChangeSet [%s] cannot be executed in its current status of [%s]", name, set.status)
	case action == "ExecuteChangeSet":
		c.execute(s, set)
		return "", nil
	}
	if set.looks--; set.looks < 0 && set.status == "CREATE_IN_PROGRESS" {
		set.status = "CREATE_COMPLETE"
		if len(set.changes) == 0 {
			set.status, set.reason = "FAILED", "The submitted information didn't contain changes. Submit different information to create a change set."
		}
	}
	return element("ChangeSetName", name) + element("ChangeSetId", set.id) + element("StackId", s.id) + element("StackName", s.name) +
		element("Status", set.status) + element("StatusReason", set.reason) + set.xml(), nil
}

func (set *cfnChangeSet) xml() string {
	out := "<Changes>"
	for _, ch := range set.changes {
		out += "<member><Type>Resource</Type><ResourceChange>" + element("Action", ch.action) + element("LogicalResourceId", ch.id) +
			element("PhysicalResourceId", ch.physical) + element("ResourceType", ch.kind) + element("Replacement", ch.replacement) + "</ResourceChange></member>"
	}
	return out + "</Changes>"
}

// templateSummary lists a template's parameters.
func templateSummary(body string) (string, *failure) {
	t, f := parseTemplate(body)
	if f != nil {
		return "", f
	}
	out := "<Parameters>"
	for name, p := range pairs(t.parameters) {
		out += "<member>" + element("ParameterKey", name) + element("ParameterType", text(get(p, "Type"))) + element("DefaultValue", text(get(p, "Default"))) + "</member>"
	}
	return out + "</Parameters>", nil
}

const timeFormat = "2006-01-02T15:04:05Z"

func (s *cfnStack) xml() string {
	out := element("StackName", s.name) + element("StackId", s.id) + element("StackStatus", s.status) + element("StackStatusReason", s.reason) +
		element("CreationTime", "2026-11-22T12:00:00Z") + "<Parameters>"
	for _, key := range slices.Sorted(maps.Keys(s.parameters)) {
		out += "<member>" + element("ParameterKey", key) + "<ParameterValue>" + escape(s.parameters[key]) + "</ParameterValue></member>"
	}
	out += "</Parameters><Tags>"
	for _, tag := range s.tags {
		key, value, _ := strings.Cut(tag, "=")
		out += "<member>" + element("Key", key) + element("Value", value) + "</member>"
	}
	out += "</Tags><Outputs>"
	for _, key := range slices.Sorted(maps.Keys(s.outputs)) {
		out += "<member>" + element("OutputKey", key) + element("OutputValue", s.outputs[key]) + "</member>"
	}
	return out + "</Outputs>"
}

func (s *cfnStack) eventsXML() string {
	out := "<StackEvents>"
	for _, e := range slices.Backward(s.events) {
		out += "<member>" + element("EventId", fmt.Sprint("event-", e.serial)) + element("StackId", s.id) + element("StackName", s.name) +
			element("LogicalResourceId", e.id) + element("PhysicalResourceId", e.physical) + element("ResourceType", e.kind) +
			element("Timestamp", e.at.Format(timeFormat)) + element("ResourceStatus", e.status) + element("ResourceStatusReason", e.reason) + "</member>"
	}
	return out + "</StackEvents>"
}

func (s *cfnStack) resourcesXML() string {
	out := "<StackResources>"
	for _, r := range s.resources {
		out += "<member>" + element("LogicalResourceId", r.id) + element("PhysicalResourceId", r.physical) + element("ResourceType", r.kind) +
			element("Timestamp", "2026-11-22T12:00:00Z") + element("ResourceStatus", r.status) + element("ResourceStatusReason", r.reason) + "</member>"
	}
	return out + "</StackResources>"
}
