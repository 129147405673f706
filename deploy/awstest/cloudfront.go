package awstest

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// distribution keeps its configuration as it was sent, so that nothing of it
// gets lost between a GET and a PUT.
type distribution struct {
	id, domain string
	etag       int
	config     string // inner XML of DistributionConfig
	looks      int    // looks until it is deployed
}

func (d *distribution) tag() string { return fmt.Sprintf("ETAG%d", d.etag) }

// The part of a configuration that the stand-in understands.
type (
	distributionConfig struct {
		XMLName xml.Name `xml:"DistributionConfig"`
		Origins struct {
			Quantity int
			Items    struct {
				Origin []struct{ Id, DomainName string }
			}
		}
		OriginGroups struct {
			Items struct{ OriginGroup []struct{ Id string } }
		}
		DefaultCacheBehavior cacheBehavior
		CacheBehaviors       struct {
			Quantity int
			Items    struct{ CacheBehavior []cacheBehavior }
		}
	}
	cacheBehavior struct {
		PathPattern, TargetOriginId, CachePolicyId string
		ForwardedValues                            *struct{ QueryString bool }
		MinTTL                                     *int
		LambdaFunctionAssociations                 struct {
			Quantity int
			Items    struct {
				LambdaFunctionAssociation []struct{ LambdaFunctionARN, EventType string }
			}
		}
		FunctionAssociations struct {
			Quantity int
			Items    struct {
				FunctionAssociation []struct{ FunctionARN, EventType string }
			}
		}
	}
)

const cloudfrontNamespace = "http://cloudfront.amazonaws.com/doc/2020-05-31/"

// AddDistribution makes a distribution of somebody's, from the inner XML of its
// configuration, and returns its id.
func (c *Cloud) AddDistribution(config string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.addDistribution(config).id
}

func (c *Cloud) addDistribution(config string) *distribution {
	id := c.id("E")
	d := &distribution{id: id, domain: strings.ToLower(id) + ".cloudfront.net", etag: 1, config: config}
	c.dists[id] = d
	c.replicate()
	return d
}

// DistributionConfig is the inner XML of a configuration.
func (c *Cloud) DistributionConfig(id string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dists[id].config
}

// EditDistribution is what somebody else does to a distribution. It may be called
// from OnCall.
func (c *Cloud) EditDistribution(id, old, new string) {
	d := c.dists[id]
	d.config = strings.Replace(d.config, old, new, 1)
	d.etag++
}

// inUse reports whether any distribution names something.
func (c *Cloud) inUse(name string) bool {
	for _, d := range c.dists {
		if strings.Contains(d.config, name) {
			return true
		}
	}
	return false
}

// serveCloudFront is REST and XML.
func (c *Cloud) serveCloudFront(q *request, w http.ResponseWriter) {
	path := strings.Split(strings.TrimPrefix(q.r.URL.Path, "/2020-05-31/"), "/")
	action, id := "Unknown", ""
	if path[0] == "distribution" && len(path) > 1 {
		id = path[1]
		action = "GetDistribution"
		if len(path) == 3 && path[2] == "invalidation" {
			action = "CreateInvalidation"
		}
		if len(path) == 3 && path[2] == "config" {
			action = map[string]string{"GET": "GetDistributionConfig", "PUT": "UpdateDistribution"}[q.r.Method]
		}
	}
	if path[0] == "cache-policy" && len(path) == 2 {
		c.serveCachePolicy(q, w, path[1])
		return
	}
	if path[0] == "origin-request-policy" && len(path) == 2 {
		c.serveRequestPolicy(q, w, path[1])
		return
	}
	if path[0] == "function" {
		c.serveFunctions(q, w, path[1:])
		return
	}
	f := c.begin(q, action, changing(action))
	defer c.mu.Unlock()
	d := c.dists[id]
	switch {
	case f != nil:
	case d == nil:
		f = fail(404, "NoSuchDistribution", "The specified distribution does not exist.")
	case action == "UpdateDistribution":
		f = c.updateDistribution(d, q.r.Header.Get("If-Match"), q.body)
	case action == "CreateInvalidation":
		f = c.invalidate(d, q.body)
	}
	w.Header().Set("Content-Type", "text/xml")
	if f != nil {
		f.write(w, cloudfrontNamespace)
		return
	}
	if action == "CreateInvalidation" {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `<Invalidation xmlns="%s"><Id>I1EXAMPLE</Id><Status>InProgress</Status><CreateTime>2026-11-22T12:00:00Z</CreateTime></Invalidation>`, cloudfrontNamespace)
		return
	}
	w.Header().Set("ETag", d.tag())
	config := fmt.Sprintf(`<DistributionConfig xmlns="%s">%s</DistributionConfig>`, cloudfrontNamespace, d.config)
	if action == "GetDistributionConfig" {
		fmt.Fprint(w, config)
		return
	}
	status := "Deployed"
	if d.looks > 0 {
		status = "InProgress"
		if action == "GetDistribution" {
			d.looks--
		}
	}
	fmt.Fprintf(w, `<Distribution xmlns="%s">%s%s%s<LastModifiedTime>2026-11-22T12:00:00Z</LastModifiedTime><InProgressInvalidationBatches>0</InProgressInvalidationBatches>%s%s</Distribution>`,
		cloudfrontNamespace, element("Id", d.id), element("ARN", "arn:aws:cloudfront::"+Account+":distribution/"+d.id), element("Status", status),
		element("DomainName", d.domain), config)
}

// invalidate books the paths and tags of an invalidation. An asterisk stands at the end
// of a path only, and tags are there where the distribution reads some.
func (c *Cloud) invalidate(d *distribution, body []byte) *failure {
	var batch struct {
		CallerReference string
		Paths           struct {
			Quantity int
			Items    struct{ Path []string }
		}
	}
	if err := xml.Unmarshal(body, &batch); err != nil || batch.CallerReference == "" || batch.Paths.Quantity != len(batch.Paths.Items.Path) {
		return fail(400, "MalformedXML", "%v", err)
	}
	for _, path := range batch.Paths.Items.Path {
		if strings.HasPrefix(path, "#") && strings.Contains(d.config, "<CacheTagConfig>") && !strings.ContainsAny(path, ", *") && len(path) <= 257 {
			c.invalidated = append(c.invalidated, d.id+" "+path)
			continue
		}
		if at := strings.IndexByte(path, '*'); !strings.HasPrefix(path, "/") || at >= 0 && at < len(path)-1 {
			return fail(400, "InvalidArgument", "Your request contains one or more invalid invalidation paths.")
		}
		c.invalidated = append(c.invalidated, d.id+" "+path)
	}
	return nil
}

// Invalidated are the paths so far, each behind its distribution's id and a space.
func (c *Cloud) Invalidated() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.invalidated...)
}

// updateDistribution checks as CloudFront does, and takes the configuration.
func (c *Cloud) updateDistribution(d *distribution, ifMatch string, body []byte) *failure {
	if ifMatch == "" {
		return fail(400, "InvalidIfMatchVersion", "The If-Match version is missing or not valid for the resource.")
	}
	if ifMatch != d.tag() {
		return fail(412, "PreconditionFailed", "The request failed because it didn't meet the preconditions in one or more request-header fields.")
	}
	if f := c.validate(body); f != nil {
		return f
	}
	var inner struct {
		XML string `xml:",innerxml"`
	}
	xml.Unmarshal(body, &inner)
	d.config, d.etag, d.looks = inner.XML, d.etag+1, c.Looks
	c.replicate()
	return nil
}

// validate refuses what CloudFront refuses of a configuration.
func (c *Cloud) validate(body []byte) *failure {
	var config distributionConfig
	if err := xml.Unmarshal(body, &config); err != nil {
		return fail(400, "MalformedXML", "%v", err)
	}
	if config.CacheBehaviors.Quantity != len(config.CacheBehaviors.Items.CacheBehavior) {
		return fail(400, "InconsistentQuantities", "The value of Quantity and the size of Items do not match.")
	}
	behaviors := append([]cacheBehavior{config.DefaultCacheBehavior}, config.CacheBehaviors.Items.CacheBehavior...)
	for _, b := range behaviors {
		if f := c.validateBehavior(&config, &b); f != nil {
			return f
		}
	}
	return nil
}

func (c *Cloud) validateBehavior(config *distributionConfig, b *cacheBehavior) *failure {
	known := false
	for _, o := range config.Origins.Items.Origin {
		known = known || o.Id == b.TargetOriginId
	}
	for _, g := range config.OriginGroups.Items.OriginGroup {
		known = known || g.Id == b.TargetOriginId
	}
	lambdas, functions := b.LambdaFunctionAssociations.Items.LambdaFunctionAssociation, b.FunctionAssociations.Items.FunctionAssociation
	switch {
	case !known:
		return fail(404, "NoSuchOrigin", "One or more of your origins or origin groups do not exist.")
	case len(lambdas) != b.LambdaFunctionAssociations.Quantity || len(functions) != b.FunctionAssociations.Quantity:
		return fail(400, "InconsistentQuantities", "The value of Quantity and the size of Items do not match.")
	case b.CachePolicyId != "" && (b.ForwardedValues != nil || b.MinTTL != nil):
		return fail(400, "InvalidArgument", "The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior.")
	case b.CachePolicyId == "" && b.ForwardedValues == nil:
		return fail(400, "InvalidArgument", "The parameter ForwardedValues is required.")
	}
	for _, l := range lambdas {
		if f := c.validateVersion(l.LambdaFunctionARN); f != nil {
			return f
		}
		if strings.HasPrefix(l.EventType, "viewer-") && len(functions) > 0 {
			return fail(400, "InvalidFunctionAssociation", "The function cannot be associated together with Lambda@Edge on viewer events.")
		}
	}
	events := map[string]bool{}
	for _, f := range functions {
		if events[f.EventType] {
			return fail(400, "InvalidFunctionAssociation", "Two functions on one event.")
		}
		events[f.EventType] = true
		name := f.FunctionARN[strings.LastIndexByte(f.FunctionARN, '/')+1:]
		if _, exists := c.viewers[name]; !exists && !strings.Contains(name, "foreign") {
			return fail(400, "NoSuchFunctionExists", "The function %s does not exist.", name)
		}
	}
	return nil
}

// validateVersion wants a version with a number of a function that exists.
// Functions that are called foreign are somebody else's.
func (c *Cloud) validateVersion(arn string) *failure {
	parts := strings.Split(arn, ":")
	if len(parts) != 8 || parts[7] == "$LATEST" {
		return fail(400, "InvalidLambdaFunctionAssociation", "The function ARN must reference a specific function version. (The ARN must end with the version number.) ARN: %s", arn)
	}
	f := c.fns[parts[6]]
	n, _ := strconv.Atoi(parts[7])
	if !strings.Contains(arn, "foreign") && (f == nil || f.find(n) == nil) {
		return fail(400, "InvalidLambdaFunctionAssociation", "The function does not exist. ARN: %s", arn)
	}
	return nil
}
