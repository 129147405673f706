package deploy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// unneeded are permissions of the resource types' handlers that the template has no
// use for, and why.
var unneeded = []struct{ pattern, why string }{
	{`^(autoloop|codewhisperer|workmail):|^logs:AllowVended`, "logs of other services"},
	{`^cloudfront:(Create|Get)ConnectionGroup$|VpcOrigin|Staging`, "no tenants, no VPC origins, no staging distribution"},
	{`^ec2:|^elasticfilesystem:|^s3files:|^s3:GetObjectVersion$`, "a function at the edge is in no network and has no file system; packages have no versions"},
	{`^kms:`, "the function has no environment variables to encrypt"},
	{`^lambda:.*(CapacityProvider|ScalingConfig|Concurrency|LayerVersion|RuntimeAlias)`, "a function at the edge has none of these"},
	{`^lambda:(Put|Delete).*Config$|^lambda:GetCodeSigningConfig$`, "none is set: code signing, recursion, runtime management"},
	{`^iam:(Attach|Detach)RolePolicy$`, "the role has its own policies only"},
	{`^logs:.*(DataProtection|IndexPolic|KmsKey|BearerToken|DeletionProtection)|^logs:(DeleteResourcePolicy|DeleteRetentionPolicy|CreateLogDelivery)$|^firehose:|^s3:REST`, "the log group has a retention and nothing else"},
	{`^s3tables:|^s3:.*(Metadata|Analytics|Accelerat|Abac|Acl|CORS|Cors|Logging|Notification|ObjectLock|Ownership|Replication|Tagging|Versioning|Website|IntelligentTiering|Inventory|Lifecycle|Metrics)`, "the bucket has none of these"},
	{`^s3:(GetBucketPublicAccessBlock|GetEncryptionConfiguration|DeleteBucketEncryption|ListTagsForResource|TagResource|UntagResource)$`, "the new bucket's are written once, and it stays when the stack goes"},
}

// schemas are Amazon's resource schemas, which cfn-lint carries.
func schemas(t *testing.T) (byType map[string]string, folder string) {
	t.Helper()
	found, _ := filepath.Glob("../build/cfn-lint/lib/python3*/site-packages/cfnlint/data/schemas")
	if len(found) == 0 {
		t.Skip("not checked: the permissions by Amazon's resource schemas; cfn-lint is not installed in build/cfn-lint (.ci/run installs it)")
	}
	text, err := os.ReadFile(filepath.Join(found[0], "providers", Region+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &byType); err != nil {
		t.Fatal(err)
	}
	return byType, filepath.Join(found[0], "resources")
}

// The permissions that deploy asks for are those that the handlers of the template's
// resource types have, less what the template has no use for.
func TestNeedsAreTheSchemas(t *testing.T) {
	byType, folder := schemas(t)
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^    Type: (AWS::\S+)$`).FindAllStringSubmatch(templateText, -1) {
		text, err := os.ReadFile(filepath.Join(folder, byType[m[1]]+".json"))
		if err != nil {
			t.Fatalf("%s: %v", m[1], err)
		}
		var schema struct {
			Handlers map[string]struct{ Permissions []string }
		}
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
		for _, handler := range []string{"create", "read", "update", "delete"} {
			for _, permission := range schema.Handlers[handler].Permissions {
				why := slices.IndexFunc(unneeded, func(u struct{ pattern, why string }) bool {
					return regexp.MustCompile(u.pattern).MatchString(permission)
				})
				if why >= 0 {
					used[unneeded[why].pattern] = true
				} else if !slices.Contains(deployNeeds.actions, permission) {
					t.Errorf("%s: %s takes %s, which deploy does not ask for", m[1], handler, permission)
				}
			}
		}
	}
	for _, u := range unneeded {
		if !used[u.pattern] {
			t.Errorf("unneeded: %s: no schema has such a permission", u.pattern)
		}
	}
}
