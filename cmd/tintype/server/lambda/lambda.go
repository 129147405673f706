// Package lambda runs the server as a Lambda function with a function URL, on the runtime
// provided.al2023. It takes events from Lambda's runtime interface,
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, one after the other,
// and streams the answers, of up to 200 MB.
package lambda

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"tintype/cmd/tintype/server"
	"tintype/handler/lambdaurl"
)

// margin is what is kept back of Lambda's time for the end of an answer.
const margin = 500 * time.Millisecond

// Runtime is a connection to Lambda.
type Runtime struct {
	API    string // host and port, AWS_LAMBDA_RUNTIME_API
	Server *server.Server
	client http.Client
}

// Run answers events until ctx ends or Lambda cannot be reached.
func (r *Runtime) Run(ctx context.Context) error {
	for {
		if err := r.one(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		// Lambda freezes the process between two events, so that what is still to be
		// stored is stored before the next is asked for.
		r.Server.Flush()
	}
}

func (r *Runtime) url(path string) string {
	return "http://" + r.API + "/2018-06-01/runtime/" + path
}

// one takes one event and answers it.
func (r *Runtime) one(ctx context.Context) error {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url("invocation/next"), nil)
	if err != nil {
		return err
	}
	response, err := r.client.Do(ask)
	if err != nil {
		return err
	}
	event, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("lambda: next event: got %s", response.Status)
	}
	id := response.Header.Get("Lambda-Runtime-Aws-Request-Id")
	if ms, err := strconv.ParseInt(response.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64); err == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, time.UnixMilli(ms).Add(-margin))
		defer cancel()
	}
	request, err := server.RequestOf(ctx, event)
	if err != nil {
		return r.refuse(id, err)
	}
	return r.answer(id, request)
}

// refuse says that an event is none for this function.
func (r *Runtime) refuse(id string, why error) error {
	body := fmt.Sprintf(`{"errorType":"Event","errorMessage":%q}`, why.Error())
	response, err := r.client.Post(r.url("invocation/"+id+"/error"), "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// answer streams what the server answers.
func (r *Runtime) answer(id string, request *http.Request) error {
	body, to := io.Pipe()
	send, err := http.NewRequest(http.MethodPost, r.url("invocation/"+id+"/response"), body)
	if err != nil {
		return err
	}
	send.ContentLength = -1
	send.Header.Set("Content-Type", lambdaurl.StreamType)
	send.Header.Set("Lambda-Runtime-Function-Response-Mode", "streaming")
	send.Trailer = http.Header{"Lambda-Runtime-Function-Error-Type": nil, "Lambda-Runtime-Function-Error-Body": nil}
	sent := make(chan error, 1)
	go func() {
		response, err := r.client.Do(send)
		if err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			// An answer that Lambda does not take is the end of this event alone. After 5xx
			// a function has to end.
			if response.StatusCode >= http.StatusInternalServerError {
				err = fmt.Errorf("lambda: answer: got %s", response.Status)
			}
		}
		body.CloseWithError(errors.Join(err, io.ErrClosedPipe)) // whoever still writes
		sent <- err
	}()
	w := &stream{to: to, header: http.Header{}}
	if broken := w.serve(r.Server, request); broken != nil {
		send.Trailer.Set("Lambda-Runtime-Function-Error-Type", "Answer")
		send.Trailer.Set("Lambda-Runtime-Function-Error-Body", "InRoZSBhbnN3ZXIgYnJva2Ugb2ZmIg==") // "the answer broke off", as JSON
	}
	to.Close()
	return <-sent
}
