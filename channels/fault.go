package channels

// Fault is a setting of ours that the other side refuses: what a check at the
// start found out. It wraps the *Error of the exchange.
type Fault struct {
	Setting string // key in the channel's section of the settings: "password_file"
	What    string // what is wrong, without personal data and without secrets
	Cure    string // what to do
	Err     error
}

func (f *Fault) Error() string { return f.Setting + ": " + f.What + ": " + f.Err.Error() }

func (f *Fault) Unwrap() error { return f.Err }

// Explains is an optional power of a Sender: what the other side last refused
// for a fault of ours, "RCPT 550 5.7.1". Empty when it never did. It holds
// codes, and nothing that the other side wrote.
type Explains interface{ Refusal() string }
