package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"tintype/deploy/viewer"
)

// Deploy creates or updates a stack with its own distribution.
func (d *Deployer) Deploy(ctx context.Context) error {
	if err := d.check(); err != nil {
		return err
	}
	r, err := d.readLocal()
	if err != nil {
		return err
	}
	if done, err := d.begin(ctx, deployNeeds); done || err != nil {
		return err
	}
	current, err := d.readStack(ctx)
	if err != nil {
		return err
	}
	if err := d.fits(current, "true"); err != nil {
		return err
	}
	r, settings, err := d.settleConfig(ctx, r, current)
	if err != nil {
		return err
	}
	bucket, err := d.lookAtBucket(ctx, d.Bucket)
	if err != nil {
		return err
	}
	want, err := d.wanted(ctx, r, current, bucket, "true")
	if err != nil {
		return err
	}
	steps, err := d.deploySteps(ctx, r, current, bucket, want)
	if err != nil {
		return err
	}
	if _, err := d.carryOut(ctx, append(settings, steps...)); err != nil || d.DryRun {
		return err
	}
	return d.finish(ctx, r, bucket)
}

// deploySteps looks at everything outside of the stack, and then plans.
func (d *Deployer) deploySteps(ctx context.Context, r *release, current *stack, bucket *originals, want stackInput) ([]step, error) {
	present, err := d.lookAtArtifacts(ctx, r.key)
	if err != nil {
		return nil, err
	}
	var policy *step
	if bucket.exists && !bucket.foreign && want.parameters["CreateBucket"] == "false" {
		if policy, err = d.policyStep(ctx, bucket, current.outputs["DistributionId"]); err != nil {
			return nil, err
		}
	}
	retention, err := d.retentionSteps(ctx, current, want)
	if err != nil {
		return nil, err
	}
	steps := d.artifactSteps(present, r)
	stackSteps, err := d.stackSteps(ctx, current, want)
	if err != nil {
		return nil, err
	}
	d.sayConcurrency(ctx, want)
	logs, err := d.shieldLogSteps(ctx, want)
	if err != nil {
		return nil, err
	}
	steps = slices.Concat(steps, logs, d.utilizationSteps(r, current, want))
	steps = append(steps, stackSteps...)
	old, err := d.oldViewerSteps(ctx, current)
	if err != nil {
		return nil, err
	}
	steps = append(steps, old...)
	if d.Invalidate == "1" && len(stackSteps) > 0 && current.exists() && current.outputs["DistributionId"] != "" {
		steps = append(steps, d.invalidateStep(current.outputs["DistributionId"], "/*"))
	}
	if policy != nil {
		steps = append(steps, *policy)
	}
	return append(steps, retention...), nil
}

// finish says where the images are, and fetches one.
func (d *Deployer) finish(ctx context.Context, r *release, bucket *originals) error {
	s, err := d.describeStack(ctx, d.Stack)
	if err != nil {
		return err
	}
	d.say("open %s", s.outputs["FirstUrl"])
	if bucket.foreign {
		d.sayForeign(bucket, s)
	}
	key := d.Image
	if key == "" && !d.NoVerify && !bucket.foreign {
		if key, err = d.firstImage(ctx, bucket.name, bucket.region, "", anyPath); err != nil {
			return err
		}
	}
	return d.verify(ctx, r.config, s.outputs["DistributionDomain"], key)
}

// readLocal is all that can be checked without AWS.
func (d *Deployer) readLocal() (*release, error) {
	r, err := d.readRelease()
	if err != nil {
		return nil, err
	}
	d.say("package %s, %s; its configuration is valid; viewer request %d of %d bytes",
		d.Package, size(len(r.archive)), len(r.viewer), viewer.MaxBytes)
	return r, nil
}

// begin finds out who deploys. done is true for a dry run without credentials,
// which ends with what it would need.
func (d *Deployer) begin(ctx context.Context, needs needs) (done bool, err error) {
	if d.DryRun && d.AWS.hasCredentials(ctx) != nil {
		d.sayNeeds(needs)
		return true, nil
	}
	arn, err := d.identify(ctx)
	if err != nil {
		return false, err
	}
	return false, d.checkPermissions(ctx, arn, needs)
}

// fits refuses a stack that another command made, that is for another bucket, or
// that is on its way out. It completes the options from the stack.
func (d *Deployer) fits(s *stack, createDistribution string) error {
	if s.exists() && !s.dead() {
		if s.parameters["CreateDistribution"] != createDistribution {
			return fmt.Errorf("stack %s: it was made by the other of deploy and attach; choose another STACK", d.Stack)
		}
		if d.Bucket == "" {
			d.Bucket = s.parameters["BucketName"]
		}
		d.BucketOwner = first(d.BucketOwner, s.parameters["BucketOwner"])
		if d.BucketOwner != "" {
			d.BucketRegion = first(d.BucketRegion, s.parameters["BucketRegion"])
		}
		if d.Bucket != s.parameters["BucketName"] {
			return fmt.Errorf("stack %s: it serves bucket %s; choose another STACK for bucket %s", d.Stack, s.parameters["BucketName"], d.Bucket)
		}
	}
	if s.status == types.StackStatusDeleteFailed {
		return fmt.Errorf("stack %s: it is being removed; finish with undeploy, or choose another STACK", d.Stack)
	}
	if d.Bucket == "" && createDistribution == "true" {
		return errors.New("bucket: got none, want BUCKET=name")
	}
	return nil
}

// wanted is the stack as it should be. What was not said stays as the stack has it.
func (d *Deployer) wanted(ctx context.Context, r *release, current *stack, bucket *originals, createDistribution string) (stackInput, error) {
	had := current.parameters
	if !current.exists() || current.dead() {
		had = nil
	}
	create := had["CreateBucket"]
	if create == "" {
		create = strconv.FormatBool(bucket.name != "" && !bucket.exists)
	}
	sample := pathEscape(d.Image)
	if sample == "" {
		sample = had["SampleKey"]
	}
	if sample == "" && bucket.exists && !bucket.foreign && createDistribution == "true" {
		first, err := d.firstImage(ctx, bucket.name, bucket.region, "", anyPath)
		if err != nil {
			return stackInput{}, err
		}
		sample = pathEscape(first)
	}
	acl, err := d.webACL(ctx, had, current.outputs["DistributionId"])
	if err != nil {
		return stackInput{}, err
	}
	p := map[string]string{
		"BucketName":              bucket.name,
		"BucketRegion":            bucket.region,
		"BucketOwner":             d.ownerOf(bucket),
		"CreateBucket":            create,
		"CreateDistribution":      createDistribution,
		"PackageBucket":           d.artifactBucket(),
		"PackageKey":              r.key,
		"PackageSha256":           r.sha256,
		"Release":                 had["Release"],
		"PinnedVersion":           "",
		"PinnedViewer":            "",
		"MemorySize":              first(number(d.Memory), had["MemorySize"], "1769"),
		"Timeout":                 first(had["Timeout"], "30"),
		"LogRetentionDays":        first(number(d.Retention), had["LogRetentionDays"], "30"),
		"PriceClass":              first(d.PriceClass, had["PriceClass"], "PriceClass_All"),
		"HttpVersion":             first(d.HTTPVersion, had["HttpVersion"], "http2and3"),
		"OriginShieldRegion":      d.shieldRegion(had, bucket, createDistribution),
		"KmsKeyArn":               kept(d.KMSKey, had["KmsKeyArn"]),
		"AlarmTopicArn":           kept(d.Alarms, had["AlarmTopicArn"]),
		"ReadableObjects":         d.readableObjects(had, r, createDistribution),
		"OtherObjects":            d.otherObjects(had, r),
		"WebAclArn":               acl,
		"ResponseHeadersPolicyId": kept(d.Headers, had["ResponseHeadersPolicyId"]),
		"CorsOrigins":             strings.Join(r.settings().CORS, ","),
		"CacheTagHeader":          r.settings().TagHeader,
		"AccessLogs":              kept(d.AccessLogs, had["AccessLogs"]),
		"AccessLogsFormat":        accessLogsFormat(kept(d.AccessLogs, had["AccessLogs"])),
		"Dashboard":               switched(d.Dashboard, had["Dashboard"]),
		"PermissionsBoundary":     kept(d.Boundary, had["PermissionsBoundary"]),
		"Aliases":                 first(d.Aliases, had["Aliases"]),
		"CertificateArn":          first(d.Certificate, had["CertificateArn"]),
		"SampleKey":               first(sample, "cat.jpg"),
	}
	tags, err := tagsOf(d.Tags)
	if err != nil {
		return stackInput{}, err
	}
	if tags == nil {
		tags = current.tags
	}
	want := stackInput{render(r, p), p, tags}
	if !sameRelease(current.stackInput, want) {
		p["Release"] = releaseName(d.Now(), had["Release"])
		want.template = render(r, p)
	}
	return want, nil
}

// releaseName is a time, and later than the name of the release before.
func releaseName(now time.Time, before string) string {
	const layout = "20060102-150405"
	name := now.UTC().Format(layout)
	if last, err := time.Parse(layout, before); err == nil && name <= before {
		name = last.Add(time.Second).Format(layout)
	}
	return name
}

// render is Render for a stack's parameters.
func render(r *release, p map[string]string) string {
	return Render(r.viewer, strings.Join([]string{r.sha256, p["MemorySize"], p["Timeout"], p["Release"]}, " "))
}

// sameRelease reports whether a stack serves a release already: its function need
// not be published again, and keeps the release's name.
func sameRelease(had, want stackInput) bool {
	for _, name := range []string{"Release", "PackageBucket", "PackageKey", "PackageSha256", "MemorySize", "Timeout"} {
		if want.parameters[name] == "" || had.parameters[name] != want.parameters[name] {
			return false
		}
	}
	return strings.TrimSpace(had.template) == strings.TrimSpace(want.template)
}

// number is n in digits, "" for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// first is the first value that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// stackSteps plans the stack. A change set says what CloudFormation would do; a
// dry run makes none, and a stack that has to be cleared away first can have none.
func (d *Deployer) stackSteps(ctx context.Context, current *stack, want stackInput) ([]step, error) {
	var steps []step
	before := current
	stuck := current.status == types.StackStatusUpdateRollbackFailed
	if current.dead() {
		before = &stack{}
	}
	if current.dead() || stuck {
		steps = append(steps, step{
			words: fmt.Sprintf("stack %s: clear away what is left of a change that failed (%s)", d.Stack, current.status),
			do:    func(ctx context.Context) error { return d.clearStack(ctx, current) },
		})
	} else if current.exists() && current.same(want) {
		return nil, nil
	}
	var set *changeSet
	changes := planned(before.stackInput, want)
	if !d.DryRun && len(steps) == 0 {
		var err error
		if set, err = d.makeChangeSet(ctx, before, want); err != nil || set == nil {
			return nil, err
		}
		changes = set.changes
	}
	verb, usual := "create", "usually 5 to 8 minutes"
	if before.exists() {
		verb, usual = "update", "usually 4 to 6 minutes"
	}
	if want.parameters["CreateDistribution"] == "false" {
		usual = "usually 1 to 2 minutes"
	}
	return append(steps, step{
		words: fmt.Sprintf("stack %s in %s: %s", d.Stack, Region, verb),
		lines: slices.Concat(lines(changes), parameterLines(before.parameters, want.parameters), tagLines(before.tags, want.tags)),
		undo:  func(ctx context.Context) error { return d.undoChangeSet(ctx, before, set) },
		do: func(ctx context.Context) error {
			if set == nil {
				var err error
				if set, err = d.makeChangeSet(ctx, before, want); err != nil || set == nil {
					return err
				}
			}
			d.say("stack %s: %s, %s", d.Stack, verb, usual)
			return d.execute(ctx, set)
		},
	}), nil
}

func (d *Deployer) undoChangeSet(ctx context.Context, before *stack, set *changeSet) error {
	if set == nil {
		return nil
	}
	return d.dropChangeSet(ctx, before, set)
}
