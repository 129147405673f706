package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// moreList is of the files that -more was given when what predicts scores was fitted.
//
//go:embed more.txt
var moreList string

// more are pictures of a folder's files, to fit what predicts scores with: photographs of
// photos/ and drawings of drawn/, whole and two parts of each. It says what differs from
// the list.
func more(folder string) (list []source, err error) {
	want := listed()
	for dir, group := range map[string]string{"photos": "more", "drawn": "more drawings"} {
		files, err := os.ReadDir(filepath.Join(folder, dir))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			file := dir + "/" + f.Name()
			data, err := os.ReadFile(filepath.Join(folder, file))
			if err != nil {
				return nil, err
			}
			if sum := sha256.Sum256(data); want[file] != hex.EncodeToString(sum[:]) {
				log.Printf("%s is not what bench/looks/more.txt has", file)
			}
			delete(want, file)
			name, _, _ := strings.Cut(f.Name(), ".")
			for i, rect := range []string{"", "0.1,0.05,0.4,0.4", "0.5,0.45,0.4,0.45"} {
				list = append(list, source{group, strings.TrimSpace(name + []string{"", " a", " b"}[i]), file, false, rect})
			}
		}
	}
	for file := range want {
		log.Printf("%s of bench/looks/more.txt is not there", file)
	}
	slices.SortFunc(list, func(a, b source) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// listed are the hashes of the list's files.
func listed() map[string]string {
	hashes := map[string]string{}
	for line := range strings.Lines(moreList) {
		var name, hash string
		var size int
		if n, _ := fmt.Sscan(line, &name, &size, &hash); n == 3 {
			hashes[name] = hash
		}
	}
	return hashes
}
