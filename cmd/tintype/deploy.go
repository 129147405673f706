package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"

	"tintype/deploy"
)

// runDeploy is one of the commands that change something at AWS.
func runDeploy(command func(*deploy.Deployer, context.Context) error) func([]string, io.Reader, io.Writer, io.Writer) error {
	return func(args []string, stdin io.Reader, stdout, _ io.Writer) error {
		opts, err := deployOptions(args)
		if err != nil {
			return err
		}
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		clients, err := deploy.LoadClients(ctx, opts.DryRun)
		if err != nil {
			return err
		}
		err = command(deploy.New(opts, clients, stdin, stdout), ctx)
		if errors.Is(err, context.Canceled) {
			return deploy.ErrInterrupted
		}
		return err
	}
}

// deployOptions reads the flags that deploy, attach, rollback and undeploy share.
// A flag that is given empty counts as not given, so that make can pass them all.
func deployOptions(args []string) (deploy.Options, error) {
	var o deploy.Options
	flags := newFlags("deploy")
	flags.StringVar(&o.Bucket, "bucket", "", "bucket of the originals")
	flags.StringVar(&o.Distribution, "distribution", "", "id of the distribution to attach to")
	flags.StringVar(&o.Behavior, "behavior", "", "path pattern of its behavior; '*' is the default one")
	flags.StringVar(&o.Stack, "stack", "", "name of the stack")
	flags.StringVar(&o.Package, "package", defaultPackage, "the package")
	flags.StringVar(&o.Config, "config", "", "tintype.json to deploy; without it the deployed one stays")
	flags.IntVar(&o.Memory, "memory", 0, "memory of the function, MB")
	flags.IntVar(&o.Retention, "retention", 0, "days that logs are kept")
	flags.StringVar(&o.PriceClass, "price-class", "", "PriceClass_100, PriceClass_200 or PriceClass_All")
	flags.StringVar(&o.HTTPVersion, "http-version", "", "http1.1, http2, http3 or http2and3")
	flags.StringVar(&o.Shield, "origin-shield", "", "region of Origin Shield, or off")
	flags.StringVar(&o.KMSKey, "kms-key", "", "ARN of the key of the originals, or none; new has probe make one")
	flags.StringVar(&o.WebACL, "web-acl", "", "ARN of the distribution's web ACL, or none")
	flags.StringVar(&o.Headers, "headers-policy", "", "id of a response headers policy, or none")
	flags.StringVar(&o.Alarms, "alarms", "", "ARN of the SNS topic that alarms go to, or none")
	flags.StringVar(&o.BucketOwner, "bucket-owner", "", "account of the bucket, where it is another one")
	flags.StringVar(&o.BucketRegion, "bucket-region", "", "region of a bucket of another account")
	flags.StringVar(&o.AccessLogs, "access-logs", "", "ARN of the bucket or log group that access logs go to, or none")
	flags.StringVar(&o.Dashboard, "dashboard", "", "1 makes a dashboard, 0 takes it away")
	flags.StringVar(&o.Tags, "tags", "", "name=value,name=value of everything in the stack, or none")
	flags.StringVar(&o.Tokens, "tokens", "", "where signing.tokens come from: file:PATH or ssm:NAME")
	flags.StringVar(&o.Boundary, "boundary", "", "ARN of the role's permissions boundary, or none")
	flags.StringVar(&o.Invalidate, "invalidate", "", "1 empties the cache after a change, 0 does not")
	flags.StringVar(&o.Key, "key", "", "path of the original to purge")
	flags.BoolVar(&o.Remove, "remove", false, "probe: remove what an earlier one has left, and nothing else")
	flags.StringVar(&o.Aliases, "aliases", "", "host names of your own, separated by commas")
	flags.StringVar(&o.Certificate, "certificate", "", "ARN of their certificate in us-east-1")
	flags.StringVar(&o.Image, "image", "", "key of an original to check with")
	flags.IntVar(&o.Version, "version", 0, "number of the version to roll back to")
	flags.BoolVar(&o.Yes, "yes", false, "do not ask")
	flags.StringVar(&o.Objects, "objects", "", "keys of the bucket that the function may read: patterns, separated by commas, or * for all")
	flags.StringVar(&o.Buckets, "buckets", "", "further buckets with originals, or none")
	flags.BoolVar(&o.Public, "public", false, "attach may replace cache settings that kept answers apart")
	flags.BoolVar(&o.Unsigned, "unsigned", false, "signing may be switched off")
	flags.BoolVar(&o.DryRun, "dry-run", false, "change nothing")
	flags.BoolVar(&o.NoVerify, "no-verify", false, "do not fetch an image at the end")
	if err := parse(flags, args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, usageError{"want flags only, got " + flags.Arg(0)}
	}
	var err error
	o.Package, err = packageFile(o.Package)
	return o, err
}

// runTemplate writes the files that other tools deploy with.
func runTemplate(args []string, _ io.Reader, _, _ io.Writer) error {
	flags := newFlags("template")
	path := flags.String("package", defaultPackage, "the package")
	dir := flags.String("o", "build", "the folder for template.yaml and viewer-request.js")
	if err := parse(flags, args); err != nil {
		return err
	}
	archive, err := packageFile(*path)
	if err != nil {
		return err
	}
	return deploy.Export(archive, *dir)
}
