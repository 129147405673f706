package deploy

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"tintype/handler"
	"tintype/handler/cloudfront"
)

//go:embed probe.yaml
var probeTemplate string

// ErrProbeReplicas is the error of a probe whose function cannot be removed yet.
var ErrProbeReplicas = errors.New("not all is removed: replicas of the probe's function still exist, and AWS removes them within some hours; nothing is served or billed meanwhile. Run `tintype probe -remove` then")

// errProbeStopped is the end of a probe by an interrupt.
var errProbeStopped = errors.New("interrupted, and what was made is removed as far as nothing else stands here")

// finding is one line of the table.
type finding struct{ question, assumed, found string }

// verdict says whether a finding is what the code relies on.
func (f finding) verdict() string {
	switch {
	case f.assumed == "":
		return ""
	case strings.HasPrefix(f.found, f.assumed):
		return "as assumed"
	}
	return "DIFFERS"
}

// Probe creates a small stack in the account, measures behavior of CloudFront that is not
// documented, prints a table, and removes the stack, also after an error or an interrupt.
// It costs a few cents and takes about twenty minutes.
func (d *Deployer) Probe(ctx context.Context) (err error) {
	if d.Stack == "tintype" {
		d.Stack = "tintype-probe"
	}
	if err := d.check(); err != nil {
		return err
	}
	if done, err := d.begin(ctx, probeNeeds); done || err != nil {
		return err
	}
	left, err := d.readStack(ctx)
	if err != nil {
		return err
	}
	steps, ended := []step{}, error(nil)
	if left.status != "" {
		if left.exists() && !strings.Contains(left.template, "tintype probe") {
			return fmt.Errorf("stack %s: it is none of a probe; choose another STACK", d.Stack)
		}
		steps = append(steps, step{words: "remove stack " + d.Stack + ", which an earlier probe has left", do: d.removeProbe})
	}
	if !d.Remove {
		steps = append(steps, step{
			words: "create stack " + d.Stack + " in " + Region + " and remove it again: a bucket, a function at the edge, a distribution",
			lines: []string{"some twenty minutes, some cents", "a key of KMS as well: " + first(switchWord(d.KMSKey == "new"), "no, say KMS_KEY=new for that")},
			do:    func(ctx context.Context) error { ended = d.probe(ctx); return ended },
		})
	}
	if len(steps) == 0 {
		d.say("Nothing to remove: there is no stack %s.", d.Stack)
		return nil
	}
	if _, err = d.carryOut(ctx, steps); ended != nil {
		return ended
	}
	return err
}

func switchWord(on bool) string {
	if on {
		return "yes, its deletion takes seven days"
	}
	return ""
}

// probe is the stack's life from its making to its removal.
func (d *Deployer) probe(ctx context.Context) (err error) {
	defer func() {
		d.say("removing what was made, usually 5 to 10 minutes; an interrupt does not stop that")
		if ctx.Err() != nil {
			err = errProbeStopped
		}
		if gone := d.removeProbe(context.WithoutCancel(ctx)); gone != nil {
			err = errors.Join(err, gone)
		} else {
			d.say("removed")
		}
	}()
	want := stackInput{probeTemplate, map[string]string{"BucketName": d.probeBucket(), "WithKey": fmt.Sprint(d.KMSKey == "new")}, nil}
	set, err := d.makeChangeSet(ctx, &stack{}, want)
	if err != nil || set == nil {
		return err
	}
	d.say("stack %s: create, usually 5 to 8 minutes", d.Stack)
	if err := d.execute(ctx, set); err != nil {
		return err
	}
	made, err := d.describeStack(ctx, d.Stack)
	if err != nil {
		return err
	}
	if err := d.putProbes(ctx, made.outputs["KeyArn"]); err != nil {
		return err
	}
	findings, err := d.find(ctx, made)
	d.table(findings)
	return err
}

// find answers the questions one after the other. What one fails at is its finding; an
// interrupt ends them.
func (d *Deployer) find(ctx context.Context, made *stack) ([]finding, error) {
	p := &prober{Deployer: d, domain: made.outputs["DistributionDomain"], distribution: made.outputs["DistributionId"], withKey: made.outputs["KeyArn"] != ""}
	var findings []finding
	for _, question := range p.questions() {
		if ctx.Err() != nil {
			return findings, ErrInterrupted
		}
		found, err := question.find(ctx)
		if err != nil {
			found = "not found out: " + err.Error()
		}
		f := finding{question.words, question.assumed, found}
		d.say("  %s: %s", f.question, f.found)
		findings = append(findings, f)
	}
	return findings, nil
}

// table prints the findings, and what follows for a configuration.
func (d *Deployer) table(findings []finding) {
	if len(findings) == 0 {
		return
	}
	d.say("")
	w := tabwriter.NewWriter(d.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "question\tassumed\tfound\t")
	for _, f := range findings {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.question, first(f.assumed, "nothing"), f.found, f.verdict())
	}
	w.Flush()
	d.say("")
	for _, f := range findings {
		if f.question == largeBody && f.found == taken {
			d.say("base64 does not count at CloudFront: limits.responseBytes may be 1040384")
		}
	}
}

// probeBucket is the bucket's name.
func (d *Deployer) probeBucket() string {
	return strings.ToLower(d.Stack) + "-" + d.account + "-objects"
}

// Keys of the probe's objects. The odd one has what two services may write in two ways.
const (
	probeKey    = "a.jpg"
	probeOdd    = "~odd-é (1) name.jpg"
	probeShort  = "short.jpg"
	probeSecret = "kms.jpg"
)

// putProbes fills the bucket. One object may be fresh for a second only.
func (d *Deployer) putProbes(ctx context.Context, key string) error {
	bucket := d.probeBucket()
	put := func(name, age, key string) error {
		in := &s3.PutObjectInput{Bucket: &bucket, Key: &name, Body: bytes.NewReader([]byte("not an image: " + name)), ContentType: aws.String("image/jpeg"), CacheControl: &age}
		if key != "" {
			in.ServerSideEncryption, in.SSEKMSKeyId = s3types.ServerSideEncryptionAwsKms, &key
		}
		_, err := d.AWS.s3(Region).PutObject(ctx, in)
		return explain("bucket "+bucket, err)
	}
	for _, o := range [][2]string{{probeKey, "max-age=86400"}, {probeOdd, "max-age=86400"}, {probeShort, "max-age=1"}} {
		if err := put(o[0], o[1], ""); err != nil {
			return err
		}
	}
	if key == "" {
		return nil
	}
	return put(probeSecret, "max-age=86400", key)
}

// removeProbe empties the bucket, deletes the stack, and what a test of the
// viewer-request function has left.
func (d *Deployer) removeProbe(ctx context.Context) error {
	if err := d.emptyBucket(ctx, d.probeBucket()); err != nil {
		return err
	}
	if err := d.deleteViewers(ctx, []string{d.Stack + checkInfix}); err != nil {
		return err
	}
	s, err := d.readStack(ctx) // waits for an operation under way
	if err != nil || s.status == "" {
		return err
	}
	if _, err := d.AWS.stacks.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &s.id}); err != nil {
		return explain("stack "+d.Stack, err)
	}
	after, err := d.awaitStack(ctx, s.id)
	if err != nil || !after.exists() {
		return err
	}
	return d.whyLeft(ctx, s.id, after.status, ErrProbeReplicas)
}

// probeViewer is the viewer-request function that is measured: the package's, or where
// there is none the default configuration's.
func (d *Deployer) probeViewer() (source string, c *handler.Config, err error) {
	if r, err := d.readRelease(); err == nil {
		return r.viewer, r.config, nil
	}
	c = cloudfront.DefaultConfig()
	text, err := d.viewer(c)
	return string(text), c, err
}
