package deploy

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"

	"tintype/deploy/viewer"
	"tintype/handler"
)

// CloudFront says what a function takes of the time that it may, before anything
// points at the function: developer guide, "Test functions" and "Compute utilization".
// Up to 50 of 100 it calls comfortable; above 70 it may throttle, and every request,
// hits too, is then a 503.

// mostUtilization is the most that a release may take.
const mostUtilization = 50

// checkInfix names the function that is made for the test, and deleted after it.
const checkInfix = "-check"

// testedQueries are asked, the shortest to the usual ones.
var testedQueries = []string{
	"", "utm_source=x&utm_medium=y", "w=720&auto=format",
	"auto=format%2Ccompress&fit=crop&crop=focalpoint&fp-x=0.3&fp-y=0.4&w=720&ixlib=js-3.8.0",
	"w=720&mark64=bG9nb3Mvb3Vycy5wbmc&mark-align=bottom,right&mark-scale=20",
	"w=720&h=480&fit=crop&crop=faces,entropy&auto=format,compress&q=75&dpr=2",
}

const testedPath = "/photos/cat.jpg"

// queriesFor are the tested queries as a configuration lets them through.
func queriesFor(c *handler.Config) []string {
	var out []string
	for _, query := range testedQueries {
		if c.OnlyPresets {
			query = "preset=" + cmp.Or(append(slices.Sorted(maps.Keys(c.Presets)), "none")...)
		}
		if len(c.Signing.Tokens) > 0 {
			query = strings.TrimPrefix(query+"&s="+handler.SignURL(c.Signing.Tokens[0], testedPath, query), "&")
		}
		if !slices.Contains(out, query) {
			out = append(out, query)
		}
	}
	return out
}

// utilizationSteps plans the test, where another viewer-request function is to serve.
func (d *Deployer) utilizationSteps(r *release, current *stack, want stackInput) []step {
	if current.parameters["Release"] == want.parameters["Release"] && current.exists() {
		return nil
	}
	queries := queriesFor(r.settings())
	return []step{{
		words: fmt.Sprintf("have CloudFront test the viewer-request function with %d queries, and stop above %d of 100", len(queries), mostUtilization),
		do: func(ctx context.Context) error {
			most := 0
			took, err := d.measureViewer(ctx, r.viewer, queries)
			for _, n := range took {
				most = max(most, n)
			}
			if err != nil {
				return err
			}
			if most > mostUtilization {
				return fmt.Errorf("viewer-request function: got %d of 100 for the dearest of %d queries, want at most %d; nothing points at it. Fewer presets and tokens make it cheaper", most, len(queries), mostUtilization)
			}
			d.say("viewer-request function: %d of 100 at most", most)
			return nil
		},
	}}
}

// measureViewer makes a function that nothing points at, has CloudFront run it in the
// stage DEVELOPMENT, and deletes it. The result is the utilization for each query.
func (d *Deployer) measureViewer(ctx context.Context, source string, queries []string) (took []int, err error) {
	name := d.Stack + checkInfix
	if err := d.deleteViewers(ctx, []string{name}); err != nil { // an interrupted run's
		return nil, err
	}
	made, err := d.AWS.cdn.CreateFunction(ctx, &cloudfront.CreateFunctionInput{
		Name: &name, FunctionCode: []byte(forTest(source)),
		FunctionConfig: &types.FunctionConfig{Comment: aws.String("tintype, to be tested and deleted"), Runtime: types.FunctionRuntimeCloudfrontJs20},
	})
	if err != nil {
		return nil, explain("viewer-request function "+name, err)
	}
	defer func() {
		if gone := d.deleteViewers(context.WithoutCancel(ctx), []string{name}); err == nil {
			err = gone
		}
	}()
	for _, query := range queries {
		out, err := d.AWS.cdn.TestFunction(ctx, &cloudfront.TestFunctionInput{
			Name: &name, IfMatch: made.ETag, Stage: types.FunctionStageDevelopment, EventObject: testEvent(query),
		})
		if err != nil {
			return nil, explain("viewer-request function "+name, err)
		}
		if out.TestResult == nil {
			return nil, fmt.Errorf("viewer-request function %s: an empty answer", name)
		}
		if words := aws.ToString(out.TestResult.FunctionErrorMessage); words != "" {
			return nil, fmt.Errorf("viewer-request function: %s fails at CloudFront: %s", shortened(query), words)
		}
		n, err := strconv.Atoi(aws.ToString(out.TestResult.ComputeUtilization))
		if err != nil {
			return nil, fmt.Errorf("viewer-request function: utilization: got %q, want a number", aws.ToString(out.TestResult.ComputeUtilization))
		}
		took = append(took, n)
	}
	return took, nil
}

// queryHeader carries the raw query of a test event, which has it in parts only.
const queryHeader = "x-tintype-query"

// forTest is a viewer-request function that takes its query from a header. One that
// fills what a function may have stays as it is, and is tested as far as the test
// event goes.
func forTest(source string) string {
	const head = "function handler("
	at := strings.LastIndex(source, head)
	added := "\n" + head + "e){var q=e.request.headers['" + queryHeader + "'].value;e.request.rawQueryString=function(){return q};return real(e)}\n"
	if at < 0 || len(source)+len(added) > viewer.MaxBytes {
		return source
	}
	return source[:at] + "function real(" + source[at+len(head):] + added
}

// testEvent is a request as TestFunction takes it.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
func testEvent(query string) []byte {
	type value struct {
		Value string `json:"value"`
	}
	parts := map[string]value{}
	for pair := range strings.SplitSeq(query, "&") {
		if name, v, _ := strings.Cut(pair, "="); name != "" {
			parts[name] = value{v}
		}
	}
	text, _ := json.Marshal(map[string]any{
		"version": "1.0",
		"context": map[string]string{"eventType": "viewer-request"},
		"viewer":  map[string]string{"ip": "198.51.100.1"},
		"request": map[string]any{
			"method": "GET", "uri": testedPath, "querystring": parts, "cookies": map[string]any{},
			"headers": map[string]value{
				"host": {"example.com"}, "accept": {"image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"}, queryHeader: {query},
			},
		},
	})
	return text
}
