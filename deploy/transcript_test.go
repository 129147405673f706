package deploy

import (
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"tintype/deploy/awstest"
	"tintype/deploy/viewer"
	"tintype/handler"
	"tintype/handler/cloudfront"
	"tintype/handler/cloudfront/wire"
)

// served sends a request through what a behavior served with at one time: the source
// of the viewer-request function, and the function with the configuration of its
// package. It returns the status, 200 for a request that the function starts to work on.
func served(t *testing.T, p awstest.Pair, config, path, query string) string {
	t.Helper()
	vm, run, err := viewer.Load([]byte(p.Viewer))
	if err != nil {
		t.Fatal(err)
	}
	out, err := run(goja.Undefined(), vm.ToValue(map[string]any{"request": map[string]any{
		"method": "GET", "uri": path, "querystring": "", "headers": map[string]any{}, "rawQueryString": func() string { return query },
	}}))
	if err != nil {
		t.Fatal(err)
	}
	request := out.ToObject(vm)
	if status := request.Get("statusCode"); status != nil {
		return status.String() + " of the viewer request"
	}
	event := wire.OriginResponse(wire.Request{
		Method: "GET", URI: request.Get("uri").String(), QueryString: request.Get("querystring").String(), Headers: wire.Headers{},
		Origin: &wire.Origin{S3: &wire.S3Origin{DomainName: "photos.s3.eu-west-1.amazonaws.com", CustomHeaders: wire.Headers{}}},
	}, wire.Response{Status: "200", Headers: wire.Headers{}}).JSON()
	exchange := cloudfront.New([]byte(config)).Begin(event, handler.Environment{Clock: func() int64 { return 1 }, Deadline: 1e9})
	step, answer := exchange.Next()
	if answer == nil {
		if _, ok := step.(handler.Fetch); !ok {
			t.Fatalf("got %T, want a fetch or an answer", step)
		}
		return "200"
	}
	var status string
	if i := strings.Index(string(answer.JSON(event)), `"status":"`); i >= 0 {
		status = string(answer.JSON(event))[i+len(`"status":"`):][:3]
	}
	return status + " of the function"
}

// A rotation as viewers meet it: at every moment of it, and of the rollback, a URL that
// is signed with a token of what serves is answered, and any other is refused. What serves
// at one time knows one set of tokens on both sides.
func TestRotationTranscript(t *testing.T) {
	config := func(tokens ...string) string {
		return `{"signing":{"tokens":["` + strings.Join(tokens, `","`) + `"],"required":true}}`
	}
	configs := []string{config("old"), config("new", "old"), config("new")}
	w := newWorld(t)
	packages, hashes := map[string]string{}, map[string]string{}
	for _, c := range configs {
		packages[c] = packaged(t, c, "1")
		hashes[half(t, packages[c]).Sha256] = c
	}
	const path, query = "/cat.jpg", "w=400&auto=format"
	seen := 0
	look := func(what string) {
		pairs := w.cloud.Served()
		for ; seen < len(pairs); seen++ {
			p, c := pairs[seen], hashes[pairs[seen].Sha256]
			line := what + ", tokens " + c[strings.Index(c, "[")+1:strings.Index(c, "]")] + ":"
			for _, token := range []string{"old", "new", ""} {
				signed, want := query, "403 of the viewer request"
				if token != "" {
					signed += "&s=" + handler.SignURL(token, path, query)
				}
				if token != "" && strings.Contains(c, strconv.Quote(token)) {
					want = "200"
				}
				got := served(t, p, c, path, signed)
				if got != want {
					t.Errorf("%s signed with %q: got %s, want %s", line, token, got, want)
				}
				line += "  signed with " + strconv.Quote(token) + " " + got + ";"
			}
			t.Log(line)
		}
	}
	o := Options{Bucket: "photos", Yes: true}
	for i, c := range configs {
		o.Package, o.Config = packages[c], ""
		if i > 0 {
			o.Config = configFile(t, c)
		}
		w.must(o, (*Deployer).Deploy)
		look("deploy " + strconv.Itoa(i+1))
	}
	t.Log("the plan of the rollback:\n" + w.must(Options{Yes: true}, (*Deployer).Rollback))
	look("rollback")
	w.must(o, (*Deployer).Deploy)
	look("deploy of the newest again")
	if seen != 5 {
		t.Errorf("got %d pairs, want 5", seen)
	}
}
