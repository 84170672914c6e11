package gate

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"

	"github.com/owabi/owabi/dispatcher"
)

// tokenLeast is the fewest characters of a token that an office chose itself:
// 128 bits in base64.
const tokenLeast = 22

// Token reads the token with which programs come in from a file, which only its
// owner may read. A file that is not there is made, with a new token.
func Token(file string) (string, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return newToken(file)
	}
	if err != nil {
		return "", unreadable(file, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "others can read this token",
			Cure: "chmod 600 it, and change the token: remove the file and start again"}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", unreadable(file, err)
	}
	token := string(bytes.TrimSpace(text))
	if len(token) < tokenLeast {
		return "", &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "this token is too short to be safe",
			Cure: "remove the file: the server makes one"}
	}
	return token, nil
}

func newToken(file string) (string, error) {
	token := rand.Text()
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		return "", &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "the token cannot be written", Cure: "see that its directory is there and yours"}
	}
	return token, nil
}

func unreadable(file string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "the token cannot be read: " + err.Error(), Cure: "see that the file is yours"}
}
