package server

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Four times as much as can be done, for a while: as much as can be is done, the rest is
// told so at once, memory keeps its bounds, and afterwards all is as before.
// TINTYPE_OVERLOAD says for how many seconds; make overload asks for a minute.
func TestOverload(t *testing.T) {
	seconds, _ := strconv.Atoi(os.Getenv("TINTYPE_OVERLOAD"))
	if seconds == 0 {
		seconds = 1
		t.Log("not checked: a minute of it; make overload does")
	}
	s, at := open(t, Options{Workers: 2, Line: 16})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var width atomic.Int64
	get := func() int {
		response, err := client.Get(fmt.Sprintf("%s/samples/city.jpg?w=%d", at, 100+width.Add(1)%700))
		if err != nil {
			t.Error(err)
			return 0
		}
		defer response.Body.Close()
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Error(err)
		}
		return response.StatusCode
	}
	// capacity asks with as many as there are workers, and returns images a second.
	capacity := func() float64 {
		var made atomic.Int64
		var all sync.WaitGroup
		begun := time.Now()
		for range 2 {
			all.Go(func() {
				for range 10 * seconds {
					if get() == 200 {
						made.Add(1)
					}
				}
			})
		}
		all.Wait()
		return float64(made.Load()) / time.Since(begun).Seconds()
	}
	before := capacity()
	var statuses [600]atomic.Int64
	var peak uint64
	var all sync.WaitGroup
	every := time.Duration(float64(time.Second) / (4 * before))
	begun := time.Now()
	asked := 0
	for ; time.Since(begun) < time.Duration(seconds)*time.Second; asked++ {
		all.Go(func() { statuses[get()].Add(1) })
		if asked%50 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse+m.StackInuse)
		}
		time.Sleep(time.Until(begun.Add(time.Duration(asked+1) * every)))
	}
	all.Wait()
	during := float64(statuses[200].Load()) / time.Since(begun).Seconds()
	after := capacity()
	t.Logf("capacity %.0f a second; asked %d in %ds: %d images (%.2f of capacity), %d times 503; memory at most %d MB; capacity afterwards %.2f of before",
		before, asked, seconds, statuses[200].Load(), during/before, statuses[503].Load(), peak>>20, after/before)
	if ok := statuses[200].Load() + statuses[503].Load(); ok != int64(asked) || statuses[200].Load() == 0 {
		t.Errorf("got %d images and %d times 503 of %d requests, want nothing else", statuses[200].Load(), statuses[503].Load(), asked)
	}
	if peak > 512<<20 {
		t.Errorf("memory: got %d MB", peak>>20)
	}
	for s.open.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
	if status := get(); status != 200 {
		t.Errorf("afterwards: got %d", status)
	}
}
