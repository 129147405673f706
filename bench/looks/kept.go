package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"sync"
)

// kept remembers what files were measured at, from one run to the next, so that a run that
// was ended goes on and what has not changed costs nothing. Its key is of the content of
// the picture and of the file: sharp's files are measured once, ours until they change. The
// file has one line for each, which several processes may append to.
type kept struct {
	sync.Mutex
	file  *os.File
	lines map[string]measured
}

// measured is a line. What is nil was not asked for.
type measured struct {
	Key    string   `json:"key"`
	Score  float64  `json:"score"`
	Butter *float64 `json:"butteraugli,omitempty"`
	PSNR   *float64 `json:"psnr,omitempty"`
	SSIM   *float64 `json:"ssim,omitempty"`
}

// judges is a part of every key. It changes when the metrics change.
const judges = "1"

func keyOf(picture [32]byte, file []byte) string {
	h := sha256.New()
	h.Write([]byte(judges))
	h.Write(picture[:])
	h.Write(file)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func openKept(name string) (*kept, error) {
	k := &kept{lines: map[string]measured{}}
	b, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		var m measured
		if json.Unmarshal(s.Bytes(), &m) == nil { // half a line is what a run that was killed leaves
			k.lines[m.Key] = m
		}
	}
	k.file, err = os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	return k, err
}

// get finds a line that has all that is asked for.
func (k *kept) get(key string, full, butter bool) (measured, bool) {
	k.Lock()
	defer k.Unlock()
	m, ok := k.lines[key]
	return m, ok && (!full || m.PSNR != nil) && (!butter || m.Butter != nil)
}

func (k *kept) put(m measured) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	k.Lock()
	defer k.Unlock()
	k.lines[m.Key] = m
	_, err = k.file.Write(append([]byte("\n"), append(b, '\n')...))
	return err
}
