package edge

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

//go:embed node.mjs
var nodeHost string

// errNodeGone is what every waiting request gets when the process ends.
var errNodeGone = errors.New("the Node process has ended")

// NodeHost runs the packaged function in a Node process.
type NodeHost struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser

	mu      sync.Mutex // guards stdin and what follows
	nextID  int
	waiting map[int]chan nodeReply
	gone    bool
}

type nodeReply struct {
	ID     int             `json:"id"`
	Answer json.RawMessage `json:"answer"`
	Error  string          `json:"error"`
}

// StartNode starts Node on the index.mjs of an unpacked package. Its standard
// error, where the handler's log goes, is this process's.
func StartNode(node, index string) (*NodeHost, error) {
	cmd := exec.Command(node, "--input-type=module", "-e", nodeHost, "--", index)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	// The guest signs only where there are credentials; the stand-in for S3
	// does not check them.
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local", "AWS_SESSION_TOKEN=")
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	h := &NodeHost{cmd: cmd, stdin: stdin, waiting: map[int]chan nodeReply{}}
	go h.read(stdout)
	return h, nil
}

// read hands replies to those who wait for them until the process ends.
func (h *NodeHost) read(stdout io.Reader) {
	for r := bufio.NewReader(stdout); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			break
		}
		var reply nodeReply
		if err := json.Unmarshal(line, &reply); err != nil {
			continue
		}
		h.mu.Lock()
		c := h.waiting[reply.ID]
		delete(h.waiting, reply.ID)
		h.mu.Unlock()
		if c != nil {
			c <- reply
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gone = true
	for _, c := range h.waiting {
		close(c)
	}
	h.waiting = nil
}

// Handle implements Host.
func (h *NodeHost) Handle(ctx context.Context, event []byte) ([]byte, error) {
	reply := make(chan nodeReply, 1)
	h.mu.Lock()
	if h.gone {
		h.mu.Unlock()
		return nil, errNodeGone
	}
	h.nextID++
	id := h.nextID
	h.waiting[id] = reply
	_, err := fmt.Fprintf(h.stdin, "{\"id\":%d,\"event\":%s}\n", id, event)
	h.mu.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case r, ok := <-reply:
		if !ok {
			return nil, errNodeGone
		}
		if r.Error != "" {
			return nil, errors.New(r.Error)
		}
		return r.Answer, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close ends the process.
func (h *NodeHost) Close() error {
	h.stdin.Close()
	return h.cmd.Wait()
}
