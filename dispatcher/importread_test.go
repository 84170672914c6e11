package dispatcher

import (
	"context"
	"errors"
	"testing"
)

// endless is a list that never ends.
type endless struct{ List }

func (endless) Next() (ListRow, error) { return ListRow{}, nil }

// An import that is called off hands on no rows that nobody will judge: whoever
// waited for them would wait for ever, and with them every later import.
func TestImportCalledOff(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 {
		ordered, work := make(chan *sheaf, 4), make(chan *sheaf) // nobody works
		if err := sheaves(ctx, endless{}, ordered, work); !errors.Is(err, context.Canceled) {
			t.Fatalf("%v, want that it was called off", err)
		}
		if len(ordered) > 0 {
			t.Fatal("rows are waited for that nobody judges")
		}
	}
}
