package awstest

import (
	"net/http"
	"net/url"
)

// role is what a template says of one.
type role struct {
	arn, trust string
	policies   string
}

func (c *Cloud) serveSTS(q *request, w http.ResponseWriter) {
	c.serveQuery(q, w, "https://sts.amazonaws.com/doc/2011-06-15/", func(action string, _ url.Values) (string, *failure) {
		if action != "GetCallerIdentity" {
			return "", fail(400, "InvalidAction", "no action %s", action)
		}
		return element("Arn", c.Caller) + element("UserId", "AIDAEXAMPLE") + element("Account", Account), nil
	})
}

func (c *Cloud) serveIAM(q *request, w http.ResponseWriter) {
	c.serveQuery(q, w, "https://iam.amazonaws.com/doc/2010-05-08/", func(action string, form url.Values) (string, *failure) {
		switch action {
		case "SimulatePrincipalPolicy":
			return c.simulate(form), nil
		case "GetRole":
			name := form.Get("RoleName")
			r := c.roles[name]
			if r == nil {
				return "", fail(404, "NoSuchEntity", "The role with name %s cannot be found.", name)
			}
			return "<Role>" + element("Path", "/") + element("RoleName", name) + element("RoleId", "AROAEXAMPLE") + element("Arn", r.arn) +
				element("CreateDate", c.clock.Format("2006-01-02T15:04:05Z")) +
				element("AssumeRolePolicyDocument", url.QueryEscape(r.trust)) + "</Role>", nil
		}
		return "", fail(400, "InvalidAction", "no action %s", action)
	})
}

func (c *Cloud) simulate(form url.Values) string {
	out := "<IsTruncated>false</IsTruncated><EvaluationResults>"
	for _, action := range member(form, "ActionNames") {
		decision := "allowed"
		if c.Denied[action] {
			decision = "implicitDeny"
		}
		out += "<member>" + element("EvalActionName", action) + element("EvalResourceName", "*") + element("EvalDecision", decision) + "</member>"
	}
	return out + "</EvaluationResults>"
}
