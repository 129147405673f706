package deploy

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
)

//go:embed template.yaml
var templateText string

// versionID and viewerID are logical ids in template.yaml. Rendering appends a
// hash, so that every release has a version and a viewer-request function of its
// own, and those before leave the stack but, retained, not the account.
const (
	versionID = "FunctionVersion"
	viewerID  = "ViewerRequest"
)

var (
	releaseWord  = regexp.MustCompile(`\b(` + versionID + `|` + viewerID + `)\b`)
	releaseLine  = regexp.MustCompile(`(?m)^(  Release:\n    Type: String\n    Default: ).*$`)
	viewerLine   = regexp.MustCompile(`(?m)^      FunctionCode: .*$`)
	resourceHead = regexp.MustCompile(`^  ([A-Za-z0-9]+):$`)
)

// Render returns the template with the logical ids of a release and the source of the
// viewer-request function. seed is everything else that distinguishes releases: the hash
// of the package, the memory, and the name of the release, which by default is the hash.
func Render(viewer, seed string) string {
	sum := sha256.Sum256([]byte(seed + "\n" + viewer + "\n" + resources(templateText)["Function"]))
	hash := hex.EncodeToString(sum[:8])
	text := releaseWord.ReplaceAllString(templateText, "${1}"+hash)
	text = releaseLine.ReplaceAllString(text, "${1}'"+hash+"'")
	code, _ := json.Marshal(viewer) // JSON's strings are YAML's
	return viewerLine.ReplaceAllLiteralString(text, "      FunctionCode: "+string(code))
}

// resources splits a rendered template into its resources' text by logical id.
// It knows the layout of template.yaml, not YAML.
func resources(template string) map[string]string {
	found := map[string]string{}
	_, rest, _ := strings.Cut(template, "\nResources:\n")
	rest, _, _ = strings.Cut(rest, "\nOutputs:\n")
	id := ""
	for line := range strings.Lines(rest) {
		if m := resourceHead.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			id = m[1]
		} else if trimmed := strings.TrimSpace(line); trimmed != "" && !strings.HasPrefix(trimmed, "#") {
			found[id] += line
		}
	}
	return found
}

// created reports whether a resource's condition holds under parameters.
func created(resource string, parameters map[string]string) bool {
	_, rest, conditional := strings.Cut("\n"+resource, "\n    Condition: ")
	if !conditional {
		return true
	}
	bucket, own := parameters["CreateBucket"] == "true", parameters["CreateDistribution"] == "true"
	switch name, _, _ := strings.Cut(rest, "\n"); name {
	case "NewBucket":
		return bucket
	case "OwnDistribution":
		return own
	case "HasAlarms":
		return own && parameters["AlarmTopicArn"] != ""
	case "NewBucketAndDistribution":
		return bucket && own
	case "OwnHeadersPolicy":
		return parameters["CorsOrigins"] != "" && parameters["ResponseHeadersPolicyId"] == ""
	case "HasAccessLogs":
		return own && parameters["AccessLogs"] != ""
	case "HasDashboard":
		return own && parameters["Dashboard"] == "true"
	}
	return true
}
