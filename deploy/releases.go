package deploy

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
)

// A release is a version at Lambda and a viewer-request function, which have one
// configuration compiled in. Both stay in the account when the next comes, and a
// distribution changes them in one update.

// viewerInfix stands between the stack's name and the release's in a
// viewer-request function's name.
const viewerInfix = "-v-"

// keptViewers is how many viewer-request functions stay for a rollback. An account
// has 100.
const keptViewers = 20

var viewerSuffix = regexp.MustCompile(`-v-[0-9]{8}-[0-9]{6}$`)

// viewerName is the name at the end of a CloudFront Function's ARN.
func viewerName(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// sameViewer reports whether two ARNs are viewer-request functions of one stack.
func sameViewer(a, b string) bool {
	return a == b || viewerSuffix.MatchString(a) && viewerSuffix.MatchString(b) &&
		viewerSuffix.ReplaceAllString(a, "") == viewerSuffix.ReplaceAllString(b, "")
}

// viewerNames lists the stack's viewer-request functions, the oldest first.
func (d *Deployer) viewerNames(ctx context.Context) ([]string, error) {
	return d.viewersWhere(ctx, func(name string) bool {
		return viewerSuffix.MatchString(name) && viewerSuffix.ReplaceAllString(name, "") == d.Stack
	})
}

// viewersWhere lists the account's CloudFront Functions of some names, sorted.
func (d *Deployer) viewersWhere(ctx context.Context, ours func(name string) bool) ([]string, error) {
	var names []string
	in := &cloudfront.ListFunctionsInput{}
	for {
		out, err := d.AWS.cdn.ListFunctions(ctx, in)
		if err != nil {
			return nil, explain("viewer-request functions", err)
		}
		if out.FunctionList == nil {
			break
		}
		for _, f := range out.FunctionList.Items {
			name := aws.ToString(f.Name)
			if ours(name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if in.Marker = out.FunctionList.NextMarker; aws.ToString(in.Marker) == "" {
			break
		}
	}
	slices.Sort(names)
	return names, nil
}

// oldViewerSteps plans to delete the functions of releases that are long gone.
func (d *Deployer) oldViewerSteps(ctx context.Context, current *stack) ([]step, error) {
	names, err := d.viewerNames(ctx)
	if err != nil || len(names) <= keptViewers {
		return nil, err
	}
	old := slices.DeleteFunc(names[:len(names)-keptViewers], func(name string) bool {
		return name == viewerName(current.outputs["ViewerRequestArn"]) || name == viewerName(current.parameters["PinnedViewer"])
	})
	if len(old) == 0 {
		return nil, nil
	}
	return []step{{
		words: fmt.Sprintf("delete the viewer-request functions of old releases, %s; %d stay", count(len(old), "function"), keptViewers),
		do:    func(ctx context.Context) error { return d.deleteViewers(ctx, old) },
	}}, nil
}

// allViewers are those of all releases, and one that an interrupted test has left.
func (d *Deployer) allViewers(ctx context.Context) ([]string, error) {
	return d.viewersWhere(ctx, func(name string) bool {
		return name == d.Stack+checkInfix || viewerSuffix.MatchString(name) && viewerSuffix.ReplaceAllString(name, "") == d.Stack
	})
}

func (d *Deployer) deleteAllViewers(ctx context.Context) error {
	names, err := d.allViewers(ctx)
	if err != nil {
		return err
	}
	return d.deleteViewers(ctx, names)
}

// deleteViewers deletes functions; one that a distribution still has stays.
func (d *Deployer) deleteViewers(ctx context.Context, names []string) error {
	for _, name := range names {
		out, err := d.AWS.cdn.DescribeFunction(ctx, &cloudfront.DescribeFunctionInput{Name: &name})
		if err == nil {
			_, err = d.AWS.cdn.DeleteFunction(ctx, &cloudfront.DeleteFunctionInput{Name: &name, IfMatch: out.ETag})
		}
		if err != nil && !hasCode(err, "NoSuchFunctionExists", "FunctionInUse") {
			return explain("viewer-request function "+name, err)
		}
	}
	return nil
}
