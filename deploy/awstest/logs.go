package awstest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// AddLogGroup is what a replica does when it first logs. days 0 keeps for ever.
func (c *Cloud) AddLogGroup(region, name string, days int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.logs[region+" "+name] = days
}

// serveLogs is CloudWatch Logs: JSON 1.1, the action in a header.
func (c *Cloud) serveLogs(q *request, w http.ResponseWriter) {
	_, action, _ := strings.Cut(q.r.Header.Get("X-Amz-Target"), ".")
	f := c.begin(q, action, changing(action))
	defer c.mu.Unlock()
	var in struct {
		LogGroupNamePrefix, LogGroupName string
		RetentionInDays                  int
	}
	json.Unmarshal(q.body, &in)
	var out any = map[string]any{}
	if f == nil {
		key := q.region + " " + in.LogGroupName
		_, exists := c.logs[key]
		switch {
		case action == "DescribeLogGroups":
			out = map[string]any{"logGroups": c.logGroups(q.region, in.LogGroupNamePrefix)}
		case action == "CreateLogGroup" && exists:
			f = fail(400, "ResourceAlreadyExistsException", "The specified log group already exists")
		case action == "CreateLogGroup":
			c.logs[key] = 0
		case !exists:
			f = fail(400, "ResourceNotFoundException", "The specified log group does not exist.")
		case action == "PutRetentionPolicy":
			c.logs[key] = in.RetentionInDays
		case action == "DeleteLogGroup":
			delete(c.logs, key)
		default:
			f = fail(400, "UnknownOperationException", "no action %s", action)
		}
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if f != nil {
		w.WriteHeader(f.status)
		out = map[string]string{"__type": f.code, "message": f.message}
	}
	json.NewEncoder(w).Encode(out)
}

func (c *Cloud) logGroups(region, prefix string) []map[string]any {
	groups := []map[string]any{}
	for key, days := range c.logs {
		at, name, _ := strings.Cut(key, " ")
		if at != region || !strings.HasPrefix(name, prefix) {
			continue
		}
		group := map[string]any{"logGroupName": name, "storedBytes": 0}
		if days > 0 {
			group["retentionInDays"] = days
		}
		groups = append(groups, group)
	}
	slices.SortFunc(groups, func(a, b map[string]any) int {
		return strings.Compare(a["logGroupName"].(string), b["logGroupName"].(string))
	})
	return groups
}

// SetParameter puts a value into Systems Manager's parameter store.
func (c *Cloud) SetParameter(name, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parameters[name] = value
}

// serveParameters is Systems Manager: JSON 1.1, like the logs.
func (c *Cloud) serveParameters(q *request, w http.ResponseWriter) {
	_, action, _ := strings.Cut(q.r.Header.Get("X-Amz-Target"), ".")
	f := c.begin(q, action, changing(action))
	defer c.mu.Unlock()
	var in struct {
		Name           string
		WithDecryption bool
	}
	json.Unmarshal(q.body, &in)
	value, exists := c.parameters[in.Name]
	switch {
	case f != nil:
	case action != "GetParameter" || !in.WithDecryption:
		f = fail(400, "UnknownOperationException", "no action %s", action)
	case !exists:
		f = fail(400, "ParameterNotFound", "")
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if f != nil {
		w.WriteHeader(f.status)
		json.NewEncoder(w).Encode(map[string]string{"__type": f.code, "message": f.message})
		return
	}
	json.NewEncoder(w).Encode(map[string]any{"Parameter": map[string]any{"Name": in.Name, "Type": "SecureString", "Value": value, "Version": 1}})
}
