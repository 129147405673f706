package viewer

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// yardstick is a program of a size that CloudFront Functions are known to run
// well: it verifies a signed token, which AWS's own such sample does at a
// utilization of 19 of 100, where a function that does next to nothing has 14.
const yardstick = `
var crypto = require('crypto'), key = 'a-key-of-thirty-two-bytes-or-so-'
function part(text) { return Buffer.from(text).toString('base64url') }
function mac(text) { return crypto.createHmac('sha256', key).update(text).digest('base64url') }
var signed = part('{"alg":"HS256","typ":"JWT"}') + '.' + part('{"sub":"1234567890","name":"Jane Roe","nbf":1516239022,"exp":4102444800}')
var token = signed + '.' + mac(signed)
function verifyToken() {
  var parts = token.split('.')
  if (parts.length !== 3) throw new Error('parts')
  var header = JSON.parse(Buffer.from(parts[0], 'base64url').toString())
  var claims = JSON.parse(Buffer.from(parts[1], 'base64url').toString())
  if (header.alg !== 'HS256' || mac(parts[0] + '.' + parts[1]) !== parts[2]) throw new Error('signature')
  var now = Date.now()
  if (claims.nbf * 1000 > now || claims.exp * 1000 < now) throw new Error('time')
  return claims
}
`

const (
	mostUsual  = 3.5    // yardsticks for the top level and an ordinary query
	mostEver   = 13.0   // and for any query
	mostMemory = 500000 // bytes that one run adds
)

// viewerQueries are ordinary ones, and the worst that were found.
func viewerQueries() (usual, worst map[string]string) {
	names := strings.Fields("w h fit crop fm q dpr bg blur sharp rot flip mark mark-w mark-h mark-align mark-pad mark-alpha blend blend-mode rect ar trim pad")
	each := func(format string, from []string) string {
		var pairs []string
		for _, name := range from {
			pairs = append(pairs, name+format)
		}
		return strings.Join(pairs, "&")
	}
	times := func(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s+"&", n), "&") }
	usual = map[string]string{
		"none": "", "unknown": "utm_source=x&utm_medium=y", "two": "w=720&auto=format",
		"seven":     "w=720&h=480&fit=crop&crop=faces,entropy&auto=format,compress&q=75&dpr=2",
		"client":    "auto=format%2Ccompress&fit=crop&crop=focalpoint&fp-x=0.3&fp-y=0.4&w=720&ixlib=js-3.8.0",
		"watermark": "w=720&mark64=bG9nb3Mvb3Vycy5wbmc&mark-align=bottom,right&mark-scale=20",
	}
	worst = map[string]string{
		"numbers": each("=007.50", names), "numbers escaped": each("=%3007.50", names), "colors": each("=goldenrod", names),
		"color names": "bg=LightGoldenrodYellow&fill-color=darkslategrey&trim-color=mediumspringgreen&mono=mediumaquamarine&duotone=lavenderblush,navajowhite&border=5,blanchedalmond&blend=nosuchcolor&fillcolor=black&monochrome=red",
		"base64":      each("64=MDA3LjUw", names[:12]), "base64 escaped": each("64=%4dDA3LjUw", names[:12]), "same base64": times("mark64=bG9nb3Mvb3Vycy5wbmc", 26),
		"16 escaped": each("=%3007.50", names[:16]), "16 escaped and unknown": times("mark-alig%62=1", 10) + "&" + each("=%3007.50", names[:16]), "16 bad escapes": each("=%zz%zz", names[:16]),
		"escaped and plain": each("=%3007.50", names[:8]) + "&" + each("=007.50", names[8:20]), "numbers and unknown": each("=007.50", names) + "&" + times("%77%69=1", 2),
		"bad escapes": each("=%zz%zz", names), "unknown base64": times("unknown-name64=1", 26),
		"escaped names": times("%77%69%41%42%43%44=%41%42%43", 26), "escapes and again": times("mark-alig%61=1", 2) + "&" + each("=%3007.50", names),
		"escapes and unknown": times("mark-alig%62=1", 2) + "&" + each("=%3007.50", names),
		"lists":               times("crop=top,bottom,left,right,faces,edges,entropy,focalpoint,top", 24), "regions": times("rect=007.5,001.5,002.5,008.50", 24),
		"auto": times("auto=enhance,format,redeye,compress", 3), "plus": "mark=" + strings.Repeat("+", 4000), "escapes": "mark=" + strings.Repeat("%41", 1300),
		"percent signs": "mark=" + strings.Repeat("%zz", 1300), "padding": "mark64=" + strings.Repeat("=", 4000), "separators": strings.Repeat("&", 4096),
		"parentheses": "mark=" + strings.Repeat("()*!'", 800), "too long": "mark=" + strings.Repeat("a", 8000),
	}
	return usual, worst
}

// njsRun measures what runs of the function cost in Debian's njs: processor time
// of whole processes, which waiting does not count in, over many runs of what was
// compiled once.
type njsRun struct {
	t       *testing.T
	program string
	folder  string
	source  string // the function
	padding int    // moves what the script has in memory
	idle    time.Duration
	runs    map[string]int
	least   map[string]float64 // by what is measured, seconds
}

// process runs the statement n times in a process of its own.
func (r *njsRun) process(statement string, n int) (time.Duration, string) {
	r.t.Helper()
	script := "//" + strings.Repeat(" ", r.padding) + "\nfunction top() {\n" + r.source + "\nreturn handler }\n" + yardstick + `
function event(query) {
  return { request: { method: 'GET', uri: '/photos/cat.jpg', querystring: {}, rawQueryString: function () { return query },
    headers: { accept: { value: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' } } } }
}
var run = top(), out
for (var i = 0; i < ` + strconv.Itoa(n) + `; i++) { ` + statement + ` }
`
	file := filepath.Join(r.folder, "run.js")
	if err := os.WriteFile(file, []byte(script), 0o666); err != nil {
		r.t.Fatal(err)
	}
	command := exec.Command(r.program, file)
	out, err := command.CombinedOutput()
	if err != nil || strings.Contains(string(out), "Thrown") {
		r.t.Fatalf("%s: %v\n%s", statement, err, out)
	}
	return command.ProcessState.UserTime() + command.ProcessState.SystemTime(), string(out)
}

// measure keeps the least time of one run of a statement.
func (r *njsRun) measure(name, statement string) {
	if r.runs[name] == 0 {
		const enough, try = 50 * time.Millisecond, 200
		took, _ := r.process(statement, try)
		r.runs[name] = int(min(20000, try*enough/max(took-r.idle, time.Millisecond)))
	}
	n := r.runs[name]
	took, _ := r.process(statement, n)
	each := (took - r.idle).Seconds() / float64(n)
	if least, seen := r.least[name]; !seen || each < least {
		r.least[name] = each
	}
}

// yardsticks is the top level and one query, in yardsticks.
func (r *njsRun) yardsticks(query string) float64 {
	return (r.least["top"] + r.least[query]) / r.least["yardstick"]
}

// CloudFront runs the function, its top level included, for every request, hits
// too, and answers 503 where it takes too long. What is allowed is counted in
// yardsticks, so that it does not depend on the machine.
func TestViewerBudget(t *testing.T) {
	program, err := exec.LookPath("njs")
	if err != nil {
		t.Skip("not checked: what the viewer-request function costs; njs is not installed (.ci/run installs it)")
	}
	js, err := Compile(viewerConfig())
	if err != nil {
		t.Fatal(err)
	}
	r := &njsRun{t: t, program: program, folder: t.TempDir(), source: string(js), runs: map[string]int{}, least: map[string]float64{}}
	usual, worst := viewerQueries()
	call := func(query string) string {
		text, _ := json.Marshal(query)
		return "out = run(event(" + string(text) + "))"
	}
	tooMuch := func() (over []string) {
		for name := range usual {
			if n := r.yardsticks(name); n > mostUsual {
				over = append(over, fmt.Sprintf("%s: got %.1f yardsticks, want at most %g", name, n, mostUsual))
			}
		}
		for name := range worst {
			if n := r.yardsticks(name); n > mostEver {
				over = append(over, fmt.Sprintf("%s: got %.1f yardsticks, want at most %g", name, n, mostEver))
			}
		}
		return over
	}
	// What disturbs only adds time: the least of more rounds is nearer to the truth.
	// One text at a page's end can make memcmp forty times as slow, so that the script
	// moves from round to round.
	for round := range 8 {
		r.padding = 150 * round
		r.idle, _ = r.process("", 0)
		r.measure("yardstick", "out = verifyToken()")
		r.measure("top", "run = top()")
		for name, query := range usual {
			r.measure(name, call(query))
		}
		for name, query := range worst {
			r.measure(name, call(query))
		}
		if round > 0 && len(tooMuch()) == 0 {
			break
		}
	}
	for _, problem := range tooMuch() {
		t.Error(problem)
	}
	t.Logf("yardstick %.1f µs, top level %.1f µs", r.least["yardstick"]*1e6, r.least["top"]*1e6)
	for _, queries := range []map[string]string{usual, worst} {
		for name := range queries {
			t.Logf("%-20s %5.1f yardsticks", name, r.yardsticks(name))
		}
	}
}

// What one run leaves in njs's memory, which is given back after it.
func TestViewerMemory(t *testing.T) {
	program, err := exec.LookPath("njs")
	if err != nil {
		t.Skip("not checked: what memory the viewer-request function takes; njs is not installed (.ci/run installs it)")
	}
	js, err := Compile(viewerConfig())
	if err != nil {
		t.Fatal(err)
	}
	r := &njsRun{t: t, program: program, folder: t.TempDir(), source: string(js)}
	usual, worst := viewerQueries()
	for _, queries := range []map[string]string{usual, worst} {
		for name, query := range queries {
			text, _ := json.Marshal(query)
			const runs = 20 // memory comes in blocks
			_, out := r.process("var before = before || njs.memoryStats.size; out = top()(event("+string(text)+")); if (i === 19) console.log((njs.memoryStats.size - before) / 20)", runs)
			grown, err := strconv.ParseFloat(strings.TrimSpace(out), 64)
			if err != nil || grown > mostMemory {
				t.Errorf("%s: got %s bytes, want at most %d", name, strings.TrimSpace(out), mostMemory)
			}
			t.Logf("%-20s %6.0f bytes", name, grown)
		}
	}
}
