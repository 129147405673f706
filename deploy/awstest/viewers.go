package awstest

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Pair is what one behavior served with at one time: the package of the version
// on origin-response, and the source of the function on viewer-request.
type Pair struct {
	Distribution string
	Sha256       string
	Viewer       string
}

// Served are the pairs that were served with so far, each as often as it came.
func (c *Cloud) Served() []Pair {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.served)
}

// noteServed looks at what the behaviors that have a function on origin-response
// serve with now.
func (c *Cloud) noteServed() {
	for _, id := range slices.Sorted(maps.Keys(c.dists)) {
		var config distributionConfig
		if xml.Unmarshal([]byte("<DistributionConfig>"+c.dists[id].config+"</DistributionConfig>"), &config) != nil {
			continue
		}
		for _, b := range append(config.CacheBehaviors.Items.CacheBehavior, config.DefaultCacheBehavior) {
			p := Pair{Distribution: id}
			for _, l := range b.LambdaFunctionAssociations.Items.LambdaFunctionAssociation {
				p.Sha256 = c.versionHash(l.LambdaFunctionARN)
			}
			for _, f := range b.FunctionAssociations.Items.FunctionAssociation {
				p.Viewer = c.viewers[f.FunctionARN[strings.LastIndexByte(f.FunctionARN, '/')+1:]]
			}
			if n := len(c.served); p.Sha256 != "" && (n == 0 || c.served[n-1] != p) {
				c.served = append(c.served, p)
			}
		}
	}
}

// versionHash is the hash of a version's package, "" for a version that is not there.
func (c *Cloud) versionHash(arn string) string {
	parts := strings.Split(arn, ":")
	f, number := c.fns[parts[len(parts)-2]], 0
	fmt.Sscan(parts[len(parts)-1], &number)
	if f == nil || f.find(number) == nil {
		return ""
	}
	return f.find(number).sha256
}

// Viewers are the names of all CloudFront Functions.
func (c *Cloud) Viewers() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.viewers))
}

// AddViewer makes a CloudFront Function of somebody's.
func (c *Cloud) AddViewer(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.viewers[name] = "function handler(event) { return event.request }"
}

// AddCachePolicy makes a cache policy of somebody's, from the inner XML of the part
// about its key.
func (c *Cloud) AddCachePolicy(id, key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.foreignPolicies[id] = key
}

// AddRequestPolicy makes an origin request policy of somebody's, from the inner XML of its
// configuration behind the name.
func (c *Cloud) AddRequestPolicy(id, config string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requestPolicies[id] = config
}

// serveCachePolicy answers GetCachePolicy.
func (c *Cloud) serveCachePolicy(q *request, w http.ResponseWriter, id string) {
	c.servePolicy(q, w, "CachePolicy", "cache policy", func() (string, bool) {
		key, foreign := c.foreignPolicies[id]
		return fmt.Sprintf(`<Id>%s</Id><LastModifiedTime>2026-11-22T12:00:00Z</LastModifiedTime><CachePolicyConfig><Name>x</Name><MinTTL>0</MinTTL><MaxTTL>86400</MaxTTL>`+
			`<ParametersInCacheKeyAndForwardedToOrigin>%s</ParametersInCacheKeyAndForwardedToOrigin></CachePolicyConfig>`, id, key), foreign || c.caches[id] != ""
	})
}

// serveRequestPolicy answers GetOriginRequestPolicy.
func (c *Cloud) serveRequestPolicy(q *request, w http.ResponseWriter, id string) {
	c.servePolicy(q, w, "OriginRequestPolicy", "origin request policy", func() (string, bool) {
		config, exists := c.requestPolicies[id]
		return fmt.Sprintf(`<Id>%s</Id><LastModifiedTime>2026-11-22T12:00:00Z</LastModifiedTime><OriginRequestPolicyConfig><Name>x</Name>%s</OriginRequestPolicyConfig>`, id, config), exists
	})
}

// servePolicy answers with a policy of a kind, whose inner XML find returns.
func (c *Cloud) servePolicy(q *request, w http.ResponseWriter, kind, words string, find func() (inner string, exists bool)) {
	f := c.begin(q, "Get"+kind, false)
	defer c.mu.Unlock()
	inner, exists := find()
	if f == nil && !exists {
		f = fail(404, "NoSuch"+kind, "The %s does not exist.", words)
	}
	w.Header().Set("Content-Type", "text/xml")
	if f != nil {
		f.write(w, cloudfrontNamespace)
		return
	}
	fmt.Fprintf(w, `<%s xmlns="%s">%s</%s>`, kind, cloudfrontNamespace, inner, kind)
}

// serveFunctions is the part about CloudFront Functions: create, test, list, describe, delete.
func (c *Cloud) serveFunctions(q *request, w http.ResponseWriter, path []string) {
	action := "ListFunctions"
	if len(path) > 0 {
		action = map[string]string{"GET": "DescribeFunction", "DELETE": "DeleteFunction", "POST": "TestFunction"}[q.r.Method]
	} else if q.r.Method == http.MethodPost {
		action = "CreateFunction"
	}
	f := c.begin(q, action, changing(action))
	defer c.mu.Unlock()
	w.Header().Set("Content-Type", "text/xml")
	if f == nil && len(path) > 0 {
		name := path[0]
		if _, exists := c.viewers[name]; !exists {
			f = fail(404, "NoSuchFunctionExists", "The specified function does not exist.")
		} else if action == "DeleteFunction" && q.r.Header.Get("If-Match") != "ETAGVIEWER" {
			f = fail(400, "InvalidIfMatchVersion", "The If-Match version is missing or not valid for the resource.")
		} else if action == "DeleteFunction" {
			f = viewerKind.remove(c, name)
		}
	}
	if f != nil {
		f.write(w, cloudfrontNamespace)
		return
	}
	switch action {
	case "CreateFunction":
		c.createFunction(q, w)
	case "TestFunction":
		c.testFunction(q, w, path[0])
	case "DeleteFunction":
		w.WriteHeader(http.StatusNoContent)
	case "DescribeFunction":
		w.Header().Set("ETag", "ETAGVIEWER")
		fmt.Fprint(w, viewerSummary(path[0]))
	default:
		c.listFunctions(q, w)
	}
}

// createFunction makes one that nothing points at yet.
func (c *Cloud) createFunction(q *request, w http.ResponseWriter) {
	var in struct{ Name, FunctionCode string }
	xml.Unmarshal(q.body, &in)
	code, err := base64.StdEncoding.DecodeString(in.FunctionCode)
	if _, exists := c.viewers[in.Name]; exists || err != nil {
		fail(409, "FunctionAlreadyExists", "%v", err).write(w, cloudfrontNamespace)
		return
	}
	if f := setViewer(c, in.Name, map[string]any{"FunctionCode": string(code)}); f != nil {
		f.write(w, cloudfrontNamespace)
		return
	}
	w.Header().Set("ETag", "ETAGVIEWER")
	w.WriteHeader(http.StatusCreated)
	fmt.Fprint(w, viewerSummary(in.Name))
}

// testFunction says what the account's Utilization says.
func (c *Cloud) testFunction(q *request, w http.ResponseWriter, name string) {
	var in struct{ EventObject, Stage string }
	xml.Unmarshal(q.body, &in)
	event, _ := base64.StdEncoding.DecodeString(in.EventObject)
	fmt.Fprintf(w, `<TestResult xmlns="%s">%s<ComputeUtilization>%d</ComputeUtilization><FunctionErrorMessage></FunctionErrorMessage></TestResult>`,
		cloudfrontNamespace, viewerSummary(name), c.Utilization(c.viewers[name], event))
}

// listFunctions answers three at a time, so that nobody forgets the pages.
func (c *Cloud) listFunctions(q *request, w http.ResponseWriter) {
	names := slices.Sorted(maps.Keys(c.viewers))
	marker := q.r.URL.Query().Get("Marker")
	names = slices.DeleteFunc(names, func(name string) bool { return name <= marker })
	next := ""
	if len(names) > 3 {
		names = names[:3]
		next = element("NextMarker", names[2])
	}
	fmt.Fprintf(w, `<FunctionList xmlns="%s">%s<MaxItems>3</MaxItems><Quantity>%d</Quantity><Items>`, cloudfrontNamespace, next, len(names))
	for _, name := range names {
		fmt.Fprint(w, viewerSummary(name))
	}
	fmt.Fprint(w, "</Items></FunctionList>")
}

func viewerSummary(name string) string {
	return "<FunctionSummary>" + element("Name", name) + "<Status>DEPLOYED</Status><FunctionConfig><Comment></Comment><Runtime>cloudfront-js-2.0</Runtime></FunctionConfig><FunctionMetadata>" +
		element("FunctionARN", "arn:aws:cloudfront::"+Account+":function/"+name) + "<LastModifiedTime>2026-11-22T12:00:00Z</LastModifiedTime></FunctionMetadata></FunctionSummary>"
}
