package awstest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// function is a Lambda function with its versions. The last element of versions
// is the newest.
type function struct {
	name, arn string
	settings  string // all that makes a version another one
	sha256    string
	versions  []version
	published int  // versions so far; a number is not used twice
	replicas  bool // copies at the edge, which block deletion
}

type version struct {
	number      int
	settings    string
	sha256      string
	description string
}

// publish makes a version. Where nothing has changed since the newest there is
// none, and CloudFormation's handler takes that for an error.
func (f *function) publish(description string) (version, *failure) {
	if n := len(f.versions); n > 0 && f.versions[n-1].settings == f.settings {
		return version{}, fail(409, "AlreadyExists", "A version for this Lambda function exists ( %d ). Modify the function to create a new version.", f.versions[n-1].number)
	}
	f.published++
	v := version{f.published, f.settings, f.sha256, description}
	f.versions = append(f.versions, v)
	return v, nil
}

// find is a version by its number, nil for none.
func (f *function) find(number int) *version {
	for i := range f.versions {
		if f.versions[i].number == number {
			return &f.versions[i]
		}
	}
	return nil
}

// ExpireReplicas is the passing of hours: replicas go where no distribution
// names the function any more.
func (c *Cloud) ExpireReplicas() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.fns {
		f.replicas = c.inUse(f.arn + ":")
	}
}

// replicate marks the functions that distributions name.
func (c *Cloud) replicate() {
	for _, f := range c.fns {
		f.replicas = f.replicas || c.inUse(f.arn+":")
	}
	c.noteServed()
}

// serveLambda is REST and JSON.
func (c *Cloud) serveLambda(q *request, w http.ResponseWriter) {
	parts := strings.Split(strings.Trim(q.r.URL.Path, "/"), "/")
	action, name := "Unknown", ""
	if parts[len(parts)-1] == "account-settings" {
		f := c.begin(q, "GetAccountSettings", false)
		defer c.mu.Unlock()
		if f != nil {
			w.Header().Set("X-Amzn-Errortype", f.code)
			w.WriteHeader(f.status)
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"AccountLimit": map[string]any{"ConcurrentExecutions": c.Concurrency}})
		return
	}
	if len(parts) >= 3 && parts[1] == "functions" {
		name = parts[2]
		action = "GetFunction"
		if len(parts) == 4 {
			action = map[string]string{"versions": "ListVersionsByFunction", "configuration": "GetFunctionConfiguration"}[parts[3]]
		}
	}
	fault := c.begin(q, action, changing(action))
	defer c.mu.Unlock()
	f := c.fns[name]
	if fault == nil && f == nil {
		fault = fail(404, "ResourceNotFoundException", "Function not found: arn:aws:lambda:us-east-1:%s:function:%s", Account, name)
	}
	w.Header().Set("Content-Type", "application/json")
	if fault != nil {
		w.Header().Set("X-Amzn-Errortype", fault.code)
		w.WriteHeader(fault.status)
		json.NewEncoder(w).Encode(map[string]string{"Type": "User", "Message": fault.message})
		return
	}
	if action == "GetFunctionConfiguration" {
		number, _ := strconv.Atoi(q.r.URL.Query().Get("Qualifier"))
		if v := f.find(number); v != nil {
			json.NewEncoder(w).Encode(f.describe(strconv.Itoa(number), v.sha256, v.description))
			return
		}
		json.NewEncoder(w).Encode(f.describe("$LATEST", f.sha256, ""))
		return
	}
	if action == "GetFunction" {
		json.NewEncoder(w).Encode(map[string]any{"Configuration": f.describe("$LATEST", f.sha256, ""), "Code": map[string]string{"RepositoryType": "S3"}})
		return
	}
	c.listVersions(w, q, f)
}

// listVersions answers two at a time, so that nobody forgets the pages.
func (c *Cloud) listVersions(w http.ResponseWriter, q *request, f *function) {
	const page = 2
	all := []map[string]any{f.describe("$LATEST", f.sha256, "")}
	for _, v := range f.versions {
		all = append(all, f.describe(strconv.Itoa(v.number), v.sha256, v.description))
	}
	start, _ := strconv.Atoi(q.r.URL.Query().Get("Marker"))
	end := min(start+page, len(all))
	out := map[string]any{"Versions": all[start:end]}
	if end < len(all) {
		out["NextMarker"] = strconv.Itoa(end)
	}
	json.NewEncoder(w).Encode(out)
}

func (f *function) describe(version, sha256, description string) map[string]any {
	return map[string]any{
		"FunctionName": f.name, "FunctionArn": f.arn + ":" + version, "Version": version, "CodeSha256": sha256, "Description": description,
		"Runtime": "nodejs24.x", "State": "Active", "LastUpdateStatus": "Successful",
	}
}
