package deploy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// purposes says what each resource of template.yaml is for.
var purposes = map[string]string{
	"Bucket":                "the bucket of the originals; it stays when the stack goes",
	"BucketPolicy":          "the bucket's policy: the distribution may read",
	"OriginAccessControl":   "origin access control, the distribution's signature toward the bucket",
	"Role":                  "the role that the function runs as: reads originals, writes its log",
	"Function":              "the function at the edge",
	versionID:               "a version of the function, of this package",
	"LogGroup":              "the function's log group in us-east-1",
	"CachePolicy":           "the cache policy: the whole query is the key, Accept is not in it",
	viewerID:                "the CloudFront Function on viewer-request: one form of query, signatures",
	"Distribution":          "the distribution",
	"HeadersPolicy":         "the response headers policy: pages of other origins may read images, browsers guess no types",
	"UtilizationAlarm":      "the alarm on a viewer-request function that takes long",
	"Board":                 "the dashboard",
	"AccessLogsSource":      "the access logs, where they come from",
	"AccessLogsDestination": "the access logs, where they go to",
	"AccessLogsDelivery":    "the access logs, from one to the other",
	"ErrorsAlarm":           "the alarm on answers that are 5xx",
	"ThrottlesAlarm":        "the alarm on a viewer-request function that is throttled",
}

// purpose is what a logical id of any rendering is for.
func purpose(logicalID string) string {
	for _, id := range []string{versionID, viewerID} {
		if strings.HasPrefix(logicalID, id) {
			logicalID = id
		}
	}
	if words := purposes[logicalID]; words != "" {
		return words
	}
	return logicalID
}

// change is one resource that a stack operation touches.
type change struct {
	logicalID string
	verb      string // "create", "change", "replace", "remove"
}

// line is the change in words. What belongs to a release leaves the stack, but stays
// in the account.
func (c change) line() string {
	if c.verb == "remove" && strings.HasPrefix(c.logicalID, versionID) {
		return "keep     the version before, for a rollback"
	}
	if c.verb == "remove" && strings.HasPrefix(c.logicalID, viewerID) {
		return "keep     its viewer-request function, for a rollback"
	}
	return fmt.Sprintf("%-8s %s", c.verb, purpose(c.logicalID))
}

func lines(changes []change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.line())
	}
	return out
}

// changesOfSet puts CloudFormation's own plan into words.
func changesOfSet(set []types.Change) []change {
	var out []change
	for _, c := range set {
		r := c.ResourceChange
		if r == nil {
			continue
		}
		verb := "change"
		switch {
		case r.Action == types.ChangeActionAdd:
			verb = "create"
		case r.Action == types.ChangeActionRemove:
			verb = "remove"
		case r.Replacement == types.ReplacementTrue:
			verb = "replace"
		}
		out = append(out, change{aws.ToString(r.LogicalResourceId), verb})
	}
	slices.SortFunc(out, func(a, b change) int { return strings.Compare(a.logicalID, b.logicalID) })
	return out
}

// planned is the plan without CloudFormation, for a dry run: which resources of
// two renderings differ, by their text and by the parameters that they name.
func planned(before, after stackInput) []change {
	old, now := resources(before.template), resources(after.template)
	var out []change
	for _, id := range slices.Sorted(maps.Keys(now)) {
		had := old[id] != "" && created(old[id], before.parameters)
		switch has := created(now[id], after.parameters); {
		case has && !had:
			out = append(out, change{id, "create"})
		case had && !has:
			out = append(out, change{id, "remove"})
		case has && (old[id] != now[id] || namesOne(now[id], differing(before.parameters, after.parameters))):
			out = append(out, change{id, "change"})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		if now[id] == "" && created(old[id], before.parameters) {
			out = append(out, change{id, "remove"})
		}
	}
	return out
}

// parameterLines says which settings of a stack get another value. What the
// resources' lines say already is left out.
func parameterLines(before, after map[string]string) []string {
	if len(before) == 0 {
		return nil
	}
	var out []string
	for _, name := range slices.Sorted(slices.Values(differing(before, after))) {
		if name != "PackageKey" && name != "PackageSha256" && name != "Release" {
			out = append(out, fmt.Sprintf("setting  %s: %s becomes %s", name, first(before[name], "none"), first(after[name], "none")))
		}
	}
	return out
}

// differing lists the parameters that have another value.
func differing(before, after map[string]string) []string {
	var names []string
	for name, value := range after {
		if before[name] != value {
			names = append(names, name)
		}
	}
	return names
}

// namesOne reports whether a resource refers to one of the parameters.
func namesOne(resource string, parameters []string) bool {
	for _, p := range parameters {
		if strings.Contains(resource, "!Ref "+p) || strings.Contains(resource, "${"+p+"}") || p == "PinnedVersion" && strings.Contains(resource, "Pinned,") {
			return true
		}
	}
	return false
}
