package shim

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"tintype/shim/build/split"
)

// rest is the second part of a guest that comes in two (shim/build/split): functions
// that a core asks for when it calls the first of them.
type rest struct {
	runtime wazero.Runtime
	name    string                                // that both parts have
	module  func() (wazero.CompiledModule, error) // compiled once, for all guests
	loaded  sync.Map                              // of each core that asked, the api.Module that was put into its table
}

// newRest offers a core what it imports. It is nil where module is whole.
func newRest(ctx context.Context, r wazero.Runtime, module wazero.CompiledModule, wasm []byte) (*rest, error) {
	name := ""
	for _, f := range module.ImportedFunctions() {
		if from, what, _ := f.Import(); strings.HasPrefix(from, split.Prefix) && what == split.Load {
			name = from
		}
	}
	if name == "" {
		return nil, nil
	}
	if wasm == nil {
		return nil, errors.New("the guest is one of two parts: got no Options.Rest, want tintype-rest.wasm of the same package")
	}
	if !strings.Contains(string(wasm), name) {
		return nil, fmt.Errorf("the guest is one of two parts: got an Options.Rest of another build, want the %q", name)
	}
	s := &rest{runtime: r, name: name}
	s.module = sync.OnceValues(func() (wazero.CompiledModule, error) { return r.CompileModule(context.WithoutCancel(ctx), wasm) })
	_, err := r.NewHostModuleBuilder(name).NewFunctionBuilder().
		WithGoModuleFunction(api.GoModuleFunc(s.load), nil, nil).Export(split.Load).
		Instantiate(ctx)
	return s, err
}

// load puts the rest into the table of the core that calls it.
func (s *rest) load(ctx context.Context, core api.Module, _ []uint64) {
	compiled, err := s.module()
	if err != nil {
		panic(fmt.Errorf("compile the rest of the guest: %w", err))
	}
	ctx = experimental.WithImportResolver(ctx, func(name string) api.Module {
		if name == s.name {
			return core
		}
		return nil
	})
	instance, err := s.runtime.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		panic(fmt.Errorf("start the rest of the guest: %w", err))
	}
	s.loaded.Store(core, instance)
}

// close frees what was loaded for a core.
func (s *rest) close(core api.Module) {
	if s == nil {
		return
	}
	if instance, ok := s.loaded.LoadAndDelete(core); ok {
		instance.(api.Module).Close(context.Background())
	}
}
