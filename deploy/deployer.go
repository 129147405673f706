package deploy

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"

	"tintype/deploy/viewer"
	"tintype/handler"
)

// Region is the only region in which Lambda@Edge functions can be created.
const Region = "us-east-1"

// Options are the options of a deployment. An empty field stands for the value that the
// stack has, and in a new stack for the default that the field names.
type Options struct {
	Stack        string // name of the stack; "tintype", or "tintype-<distribution>" for an attachment
	Bucket       string // bucket of the originals
	Objects      string // what of the bucket the function may read: patterns of keys, separated by commas, or "*" for all
	Buckets      string // further buckets with originals, separated by commas, or "none"
	Distribution string // id of the distribution that exists, to attach to
	Behavior     string // its path pattern; "*" or "default" is the default behavior
	Package      string // path of the zip
	Config       string // path of the tintype.json to deploy; "" keeps the deployed one, in a new stack the package's own
	Memory       int    // MB, 1769
	Retention    int    // days that logs stay, 30
	PriceClass   string // PriceClass_All
	HTTPVersion  string // http2and3
	Shield       string // region of Origin Shield, or "off"; the one nearest to the bucket
	KMSKey       string // ARN of the originals' key, or "none"; "new" has probe make one
	WebACL       string // ARN of the distribution's web ACL, or "none"; what the distribution has stays
	Headers      string // id of a response headers policy, or "none" for the stack's own
	BucketOwner  string // account of the bucket, where it is another one
	BucketRegion string // region of such a bucket; what S3 says of it
	AccessLogs   string // ARN of the bucket or log group that access logs go to, or "none"
	Dashboard    string // "1" makes a dashboard, "0" takes it away
	Tags         string // "team=web,cost=42" of everything in the stack, or "none"
	Tokens       string // "file:PATH" or "ssm:NAME": where signing.tokens come from, in place of the configuration
	Alarms       string // ARN of the SNS topic that alarms go to, or "none"
	Boundary     string // ARN of the permissions boundary of the role, or "none"
	Invalidate   string // "1" empties the cache after a change, "0" does not; attach does
	Key          string // path of the original to purge
	Remove       bool   // probe removes what an earlier one has left, and does nothing else
	Aliases      string // host names, separated by commas
	Certificate  string // ARN of their certificate in us-east-1
	Image        string // key of an original to check with; the first that the bucket lists
	Version      int    // number of the version to roll back to; the one before the newest
	Yes          bool   // do not ask
	Public       bool   // attach may replace cache settings that kept answers apart
	Unsigned     bool   // signing may be switched off; Yes does not answer that
	DryRun       bool   // change nothing
	NoVerify     bool   // do not fetch an image at the end
}

// withDefaults fills in what was left empty.
func (o Options) withDefaults() Options {
	if o.Stack == "" {
		o.Stack = "tintype"
		if o.Distribution != "" {
			o.Stack += "-" + o.Distribution
		}
	}
	if o.Behavior == "" || o.Behavior == "default" {
		o.Behavior = defaultBehavior
	}
	return o
}

// Deployer carries out one command. It writes the plan and the progress to Out, but never
// a secret.
type Deployer struct {
	Options
	AWS   *Clients
	HTTP  *http.Client // fetches the image at the end
	In    io.Reader    // where the answer to "Go on?" comes from
	Out   io.Writer
	Sleep func(context.Context, time.Duration) error
	Now   func() time.Time

	account string        // 12 digits, after identify
	lines   *bufio.Reader // of In

	origins []*types.Origin // that the behavior asks which is attached to
	viewer  func(*handler.Config) ([]byte, error)
}

// New returns a Deployer that uses the real clock.
func New(opts Options, clients *Clients, in io.Reader, out io.Writer) *Deployer {
	return &Deployer{
		Options: opts.withDefaults(), AWS: clients, In: in, Out: out,
		HTTP: &http.Client{Timeout: 40 * time.Second}, Sleep: sleep, Now: time.Now, viewer: viewer.Compile,
	}
}

// sleep waits, or ends early with the context.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (d *Deployer) say(format string, args ...any) {
	fmt.Fprintf(d.Out, format+"\n", args...)
}

// step is one thing that a command changes. Its words are the plan's.
type step struct {
	words string
	lines []string // what stands below the words, one a line
	do    func(context.Context) error
	undo  func(context.Context) error // takes back what planning made, where the answer is no

	confirm string // what is asked once more, and not answered by Yes
}

// errDeclined is the answer "no".
var errDeclined = errors.New("stopped: nothing was changed")

// ErrInterrupted is the error of a command that was interrupted.
var ErrInterrupted = errors.New("interrupted; what AWS has begun goes on, and the same command carries on from there")

// carryOut shows the plan, asks, and takes the steps in order. It reports
// whether they were taken: an empty plan and a dry run change nothing.
func (d *Deployer) carryOut(ctx context.Context, steps []step) (bool, error) {
	if len(steps) == 0 {
		d.say("Nothing to change: everything is as it should be.")
		return false, nil
	}
	d.say("This will change:")
	for _, s := range steps {
		d.say("  - %s", s.words)
		for _, line := range s.lines {
			d.say("      %s", line)
		}
	}
	if d.DryRun {
		d.say("Dry run: nothing was changed.")
		return false, nil
	}
	if !d.Yes && !d.agreed(ctx, "Go on?") || !d.confirmed(ctx, steps) {
		return false, d.takeBack(context.WithoutCancel(ctx), steps)
	}
	for _, s := range steps {
		if err := s.do(ctx); err != nil {
			if ctx.Err() != nil {
				return false, ErrInterrupted
			}
			return false, err
		}
	}
	return true, nil
}

// takeBack undoes what planning made.
func (d *Deployer) takeBack(ctx context.Context, steps []step) error {
	for _, s := range steps {
		if s.undo == nil {
			continue
		}
		if err := s.undo(ctx); err != nil {
			return err
		}
	}
	return errDeclined
}

// confirmed asks about each step that is dangerous. Where nobody can be asked the
// answer is no.
func (d *Deployer) confirmed(ctx context.Context, steps []step) bool {
	for _, s := range steps {
		if s.confirm == "" || d.Unsigned {
			continue
		}
		d.say("%s. YES=1 does not answer this; UNSIGNED=1 does.", s.confirm)
		if d.Yes || !d.agreed(ctx, "Really?") {
			return false
		}
	}
	return true
}

// agreed asks whether to go on. An interrupt is a no.
func (d *Deployer) agreed(ctx context.Context, question string) bool {
	fmt.Fprint(d.Out, question+" [y/N] ")
	if d.lines == nil {
		d.lines = bufio.NewReader(d.In)
	}
	answers := make(chan string, 1)
	go func() {
		line, _ := d.lines.ReadString('\n')
		answers <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		return false
	case answer := <-answers:
		return answer == "y" || answer == "yes"
	}
}

// poll calls look every pause until it is done, for at most limit.
func (d *Deployer) poll(ctx context.Context, pause, limit time.Duration, what string, look func() (done bool, err error)) error {
	for waited := time.Duration(0); waited < limit; waited += pause {
		done, err := look()
		if done || err != nil {
			return err
		}
		if err := d.Sleep(ctx, pause); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s: still not finished after %s; the same command goes on waiting", what, limit)
}
