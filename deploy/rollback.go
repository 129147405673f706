package deploy

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"tintype/handler/cloudfront"
)

// Rollback returns to the version before the newest, or to the version that Version
// names. It can be repeated after an interrupt: a second run changes nothing. If the
// distribution belongs to the stack, the stack is updated, so that the next deploy knows
// about it; otherwise the attached distribution is updated. The viewer-request function
// of the version is restored in the same update.
func (d *Deployer) Rollback(ctx context.Context) error {
	if err := d.check(); err != nil {
		return err
	}
	if done, err := d.begin(ctx, rollbackNeeds); done || err != nil {
		return err
	}
	current, err := d.readStack(ctx)
	if err != nil {
		return err
	}
	if !current.exists() {
		return fmt.Errorf("stack %s: there is none of that name", d.Stack)
	}
	target, err := d.rollbackTarget(ctx, current)
	if err != nil {
		return err
	}
	d.say("version %s is the newest, version %s shall serve, with the viewer-request function %s",
		versionNumber(current.outputs["VersionArn"]), versionNumber(target.version), first(viewerName(target.viewerRequest), "of the newest: its own is not known"))
	settings, err := d.rollbackConfig(ctx, current, target)
	if err != nil {
		return err
	}
	steps, err := d.rollbackAttached(ctx, current, target)
	if err != nil {
		return err
	}
	if current.parameters["CreateDistribution"] == "true" {
		want := stackInput{current.template, maps.Clone(current.parameters), current.tags}
		want.parameters["PinnedVersion"], want.parameters["PinnedViewer"] = target.version, target.viewerRequest
		if steps, err = d.stackSteps(ctx, current, want); err != nil {
			return err
		}
	}
	if id := current.outputs["DistributionId"]; d.Invalidate == "1" && len(steps) > 0 && id != "" {
		steps = append(steps, d.invalidateStep(id, "/*"))
	}
	if len(steps) > 0 {
		steps = append(settings, steps...)
	}
	_, err = d.carryOut(ctx, steps)
	return err
}

// rollbackConfig plans what changes in the configuration, and asks once more where
// that switches signing off. A version's package is in the artifact bucket by its hash;
// where it is not, nobody knows what the version wants of requests.
func (d *Deployer) rollbackConfig(ctx context.Context, current *stack, target parts) ([]step, error) {
	serves, err := d.deployedConfig(ctx, current)
	if err != nil {
		return nil, err
	}
	if pinned := current.parameters["PinnedVersion"]; pinned != "" {
		if hash, err := d.hashOf(ctx, current, pinned); err == nil {
			if config, err := d.configOf(ctx, d.artifactBucket(), packageKey(hash)); err == nil {
				serves = config
			}
		}
	}
	config, err := d.configOf(ctx, d.artifactBucket(), packageKey(target.sha256))
	if err != nil {
		words := "THE PACKAGE OF THAT VERSION IS NOT IN THE ARTIFACT BUCKET: it may be one that wants no signatures"
		if had, _, parseErr := cloudfront.ParseConfig(serves); ctx.Err() != nil || parseErr != nil || !had.Signing.Required {
			return nil, ctx.Err()
		}
		return []step{{words: "configuration: that of the version is not known", lines: []string{"!! " + words}, confirm: words,
			do: func(context.Context) error { return nil }}}, nil
	}
	return configSteps(serves, config), nil
}

// hashOf is the hash of a version's package, hexadecimal.
func (d *Deployer) hashOf(ctx context.Context, current *stack, version string) (string, error) {
	function := current.outputs["FunctionName"]
	out, err := d.AWS.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &function, Qualifier: aws.String(versionNumber(version))})
	if err != nil {
		return "", explain("function "+function, err)
	}
	return hexOf(aws.ToString(out.CodeSha256)), nil
}

// hexOf writes a hash in hexadecimal that Lambda writes in base64.
func hexOf(sha256 string) string {
	sum, _ := base64.StdEncoding.DecodeString(sha256)
	return hex.EncodeToString(sum)
}

// packageKey is where the artifact bucket has the package of a hash.
func packageKey(hash string) string { return "packages/" + hash + ".zip" }

// rollbackAttached plans the behaviors that serve through the function.
func (d *Deployer) rollbackAttached(ctx context.Context, current *stack, target parts) ([]step, error) {
	records, err := d.behaviorRecords(ctx)
	if err != nil {
		return nil, err
	}
	var steps []step
	for _, r := range records {
		c, err := d.readDistribution(ctx, r.Distribution)
		if err != nil {
			return nil, err
		}
		at, err := behaviorOf(c.DistributionConfig, r.Behavior)
		if err != nil {
			return nil, err
		}
		serves := parts{version: at.lambdaAt(types.EventTypeOriginResponse), viewerRequest: at.functionAt(types.EventTypeViewerRequest)}
		want := parts{version: target.version, viewerRequest: first(target.viewerRequest, serves.viewerRequest)}
		if unqualified(serves.version) != unqualified(want.version) || serves == want {
			continue
		}
		steps = append(steps, step{
			words: fmt.Sprintf("distribution %s, behavior %s", r.Distribution, r.Behavior),
			lines: []string{"origin-response  version " + versionNumber(serves.version) + " becomes version " + versionNumber(want.version),
				"viewer-request   " + viewerName(serves.viewerRequest) + " becomes " + viewerName(want.viewerRequest)},
			do: func(ctx context.Context) error { return d.pointAt(ctx, r, serves, want) },
		})
		if d.Invalidate == "1" {
			steps = append(steps, d.invalidateStep(r.Distribution, invalidationPath(r.Behavior)))
		}
	}
	return steps, nil
}

// pointAt puts one release in the place of another, where that still serves.
func (d *Deployer) pointAt(ctx context.Context, r behaviorRecord, from, to parts) error {
	err := d.updateDistribution(ctx, r.Distribution, func(c *distribution) (bool, error) {
		at, err := behaviorOf(c.DistributionConfig, r.Behavior)
		if err != nil {
			return false, err
		}
		if now := at.lambdaAt(types.EventTypeOriginResponse); now != from.version {
			return false, fmt.Errorf("distribution %s, behavior %s: got %s on origin-response, want %s; somebody else changed it",
				r.Distribution, r.Behavior, first(now, "nothing"), from.version)
		}
		return true, c.behavior(r.Behavior).point(to)
	})
	if err != nil {
		return err
	}
	_, err = d.awaitDistribution(ctx, r.Distribution)
	return err
}

// versionNumber is the number at the end of a version's ARN.
func versionNumber(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

// rollbackTarget is the version that was asked for, or the one before the newest,
// with its viewer-request function. A version says in its description which
// release it is of.
func (d *Deployer) rollbackTarget(ctx context.Context, current *stack) (parts, error) {
	function := current.outputs["FunctionName"]
	newest, _ := strconv.Atoi(versionNumber(current.outputs["VersionArn"]))
	best, bestARN, release, hash := 0, "", "", ""
	pages := lambda.NewListVersionsByFunctionPaginator(d.AWS.lambda, &lambda.ListVersionsByFunctionInput{FunctionName: &function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return parts{}, explain("function "+function, err)
		}
		for _, v := range page.Versions {
			n, err := strconv.Atoi(aws.ToString(v.Version))
			if err == nil && (d.Version == n || d.Version == 0 && n < newest && n > best) {
				best, bestARN = n, aws.ToString(v.FunctionArn)
				_, release, _ = strings.Cut(aws.ToString(v.Description), "release ")
				hash = hexOf(aws.ToString(v.CodeSha256))
			}
		}
	}
	if bestARN == "" && d.Version != 0 {
		return parts{}, fmt.Errorf("function %s: there is no version %d", function, d.Version)
	}
	if bestARN == "" {
		return parts{}, fmt.Errorf("function %s: version %d is the first; there is none before", function, newest)
	}
	target := parts{version: bestARN, sha256: hash}
	if release != "" {
		at := current.outputs["ViewerRequestArn"]
		target.viewerRequest = at[:strings.LastIndexByte(at, '/')+1] + d.Stack + viewerInfix + release
	}
	return target, nil
}

// behaviorRecords reads what attach has kept.
func (d *Deployer) behaviorRecords(ctx context.Context) ([]behaviorRecord, error) {
	a, err := d.lookAtArtifacts(ctx, "")
	if err != nil || !a.bucket {
		return nil, err
	}
	keys, err := d.listArtifacts(ctx, recordPrefix)
	if err != nil {
		return nil, err
	}
	var records []behaviorRecord
	for _, key := range keys {
		var r behaviorRecord
		if _, err := d.readRecord(ctx, key, &r); err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}
