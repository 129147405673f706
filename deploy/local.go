package deploy

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"tintype/handler"
	"tintype/handler/cloudfront"
)

// maxPackage is the largest zip that an origin trigger may have, in bytes.
const maxPackage = 50 << 20

// release is what goes to the edge, checked as far as this machine can.
type release struct {
	archive []byte
	key     string // of the package in the artifact bucket
	sha256  string // base64, as Lambda writes it
	viewer  string // source of the viewer-request function
	config  *handler.Config
}

// settings are the configuration, the default one where there is none.
func (r *release) settings() *handler.Config {
	if r.config == nil {
		return cloudfront.DefaultConfig()
	}
	return r.config
}

// readRelease reads the package, compiles the viewer-request function for the
// configuration in it, and refuses what AWS would refuse after minutes.
func (d *Deployer) readRelease() (*release, error) {
	archive, err := os.ReadFile(d.Package)
	if err != nil {
		return nil, fmt.Errorf("package: %w (make zip builds it)", err)
	}
	if len(archive) > maxPackage {
		return nil, fmt.Errorf("package: got %d bytes, want at most %d", len(archive), maxPackage)
	}
	if d.Config != "" {
		text, err := os.ReadFile(d.Config)
		if err != nil {
			return nil, fmt.Errorf("configuration: %w", err)
		}
		if archive, err = withConfig(archive, text); err != nil {
			return nil, fmt.Errorf("%s: %w", d.Config, err)
		}
	}
	return d.releaseOf(archive)
}

// releaseOf is what goes to the edge with a package.
func (d *Deployer) releaseOf(archive []byte) (*release, error) {
	config, err := packagedConfig(archive)
	if err != nil {
		return nil, fmt.Errorf("package: %w", err)
	}
	viewer, err := d.viewer(config)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(archive)
	return &release{
		archive: archive, viewer: string(viewer), config: config,
		key:    "packages/" + hex.EncodeToString(sum[:]) + ".zip",
		sha256: base64.StdEncoding.EncodeToString(sum[:]),
	}, nil
}

// packagedConfig opens the package, reports missing files, and reads
// its configuration.
func packagedConfig(archive []byte) (*handler.Config, error) {
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files.File {
		names = append(names, f.Name)
	}
	if !slices.Contains(names, "index.mjs") {
		return nil, fmt.Errorf("no index.mjs in it")
	}
	text, err := packedConfig(archive)
	if err != nil {
		return nil, err
	}
	config, err := CheckConfig(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", configName, err)
	}
	return config, nil
}

// Names as AWS takes them.
var (
	bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	stackName  = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,39}$`)
	accountID  = regexp.MustCompile(`^[0-9]{12}$`)
	distroID   = regexp.MustCompile(`^[A-Z0-9]{8,20}$`)
)

// check refuses names and numbers that no service would take. CloudFormation
// would allow longer names of stacks, but cuts them off in a function's, 64
// characters, and the role's permission for logs has the name whole.
func (o Options) check() error {
	switch {
	case o.Bucket != "" && !bucketName.MatchString(o.Bucket):
		return fmt.Errorf("bucket: got %q, want 3 to 63 lower-case letters, digits, dots and hyphens", o.Bucket)
	case o.Buckets != "" && o.Buckets != "none" && slices.ContainsFunc(strings.Split(o.Buckets, ","), func(name string) bool { return !bucketName.MatchString(strings.TrimSpace(name)) }):
		return fmt.Errorf("buckets: got %q, want names of buckets, separated by commas", o.Buckets)
	case o.Alarms != "" && o.Alarms != "none" && !strings.HasPrefix(o.Alarms, "arn:aws:sns:"+Region+":"):
		return fmt.Errorf("alarms: got %q, want the ARN of an SNS topic in %s, where CloudFront's metrics are", o.Alarms, Region)
	case o.Tokens != "" && !strings.HasPrefix(o.Tokens, "file:") && !strings.HasPrefix(o.Tokens, "ssm:"):
		return fmt.Errorf("tokens: got %q, want file:PATH or ssm:NAME", o.Tokens)
	case o.BucketOwner != "" && !accountID.MatchString(o.BucketOwner):
		return fmt.Errorf("bucket owner: got %q, want the 12 digits of an account", o.BucketOwner)
	case o.AccessLogs != "" && o.AccessLogs != "none" && !strings.HasPrefix(o.AccessLogs, "arn:aws:s3:::") && !strings.HasPrefix(o.AccessLogs, "arn:aws:logs:"+Region+":"):
		return fmt.Errorf("access logs: got %q, want the ARN of a bucket, or of a log group in %s", o.AccessLogs, Region)
	case !stackName.MatchString(o.Stack):
		return fmt.Errorf("stack: got %q, want at most 40 letters, digits and hyphens, a letter first", o.Stack)
	case o.Distribution != "" && !distroID.MatchString(o.Distribution):
		return fmt.Errorf("distribution: got %q, want an id such as E2QWRUHEXAMPLE", o.Distribution)
	case o.Memory != 0 && o.Memory < 128 || o.Memory > 10240:
		return fmt.Errorf("memory: got %d, want 128 to 10240", o.Memory)
	case (o.Aliases == "") != (o.Certificate == ""):
		return fmt.Errorf("aliases and certificate: got one of them, want both")
	case o.Certificate != "" && !strings.HasPrefix(o.Certificate, "arn:aws:acm:"+Region+":"):
		return fmt.Errorf("certificate: want the ARN of one in %s, CloudFront takes no other", Region)
	}
	return nil
}

// size is a number of bytes for people.
func size(n int) string {
	if n >= 1e6 {
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%d bytes", n)
}

// count is a number of things, "1 statement" or "2 statements".
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
