package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"runtime/coverage"
)

// executed returns how many basic blocks of the packages below transform have run
// so far, in a program that was built with -cover: what it has done, whatever else
// the machine does.
func executed() int64 {
	buffer.Reset()
	if err := coverage.WriteCounters(&buffer); err != nil {
		log.Fatal(err)
	}
	n, err := sumCounters(buffer.Bytes())
	if err != nil {
		log.Fatal(err)
	}
	return int64(n)
}

var buffer bytes.Buffer

// snapshot returns what executed read last, as the file that go tool covdata reads,
// and the name that this has beside covmeta.
func snapshot() (name string, counters []byte) {
	b := bytes.Clone(buffer.Bytes())
	return fmt.Sprintf("covcounters.%x.1.1", b[8:24]), b
}

// sumCounters adds up the counters of a file as internal/coverage/encodecounter
// writes it: a header, segments of a header, strings, arguments and functions, and
// a footer. A function is three words (how many counters, package, function) and
// its counters.
func sumCounters(b []byte) (sum uint64, err error) {
	const (
		headerSize  = 4 + 4 + 16 + 1 + 1 + 6
		segmentSize = 8 + 4 + 4
		footerSize  = 4 + 4 + 4 + 4
	)
	if len(b) < headerSize+segmentSize+footerSize || string(b[1:4]) != "cwm" {
		return 0, errCounters
	}
	uleb := b[24] == 2
	le := binary.LittleEndian
	if b[25] != 0 {
		return 0, errCounters
	}
	at := headerSize
	functions, strs, args := le.Uint64(b[at:]), int(le.Uint32(b[at+8:])), int(le.Uint32(b[at+12:]))
	at = (at + segmentSize + strs + args + 3) &^ 3
	next := func() uint64 {
		if at >= len(b) {
			err = errCounters
			return 0
		}
		if uleb {
			v, n := binary.Uvarint(b[at:])
			at += max(n, 1)
			return v
		}
		at += 4
		return uint64(le.Uint32(b[at-4:]))
	}
	for ; functions > 0 && err == nil; functions-- {
		n, pkg := next(), next()
		next()
		for ; n > 0 && err == nil; n-- {
			if v := next(); own < 0 {
				byPackage[pkg] += v
			} else if pkg != uint64(own) {
				sum += v
			}
		}
	}
	return sum, err
}

// own is the number of this program's package, whose blocks do not count: the one
// that has worked while nothing but executed was called.
var (
	own       = int64(-1)
	byPackage map[uint64]uint64
)

func findOwn() {
	var seen [2]map[uint64]uint64
	for i := range seen {
		byPackage = map[uint64]uint64{}
		executed()
		seen[i] = byPackage
	}
	for pkg, n := range seen[1] {
		if n != seen[0][pkg] {
			own = int64(pkg)
		}
	}
	if own < 0 {
		log.Fatal("no package has worked")
	}
}

type counterError string

func (e counterError) Error() string { return string(e) }

const errCounters = counterError("counters in a form that this Go version does not document")
