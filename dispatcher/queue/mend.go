package queue

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/minio/highwayhash"
	"github.com/nats-io/nats-server/v2/server"
)

// mend finishes what a server that was killed has begun, and what the next one
// does not open. What it cannot tell from damage it leaves; undo puts everything
// back.
//
//   - The server replaces a stream's description first, and then the checksum of
//     it. The description is replaced in one piece and sealed with the key, so
//     what is not the server's own does not open all the same.
//   - It makes a new block first, and then the key of it. Before there is a key,
//     nothing is in the block.
func mend(dir string, streams []string) (undo func() error, err error) {
	var back undos
	for _, name := range streams {
		own := filepath.Join(streamsIn(dir), name)
		if err = back.describe(own, name); err == nil {
			err = back.dropBlocks(filepath.Join(own, "msgs"))
		}
		if err != nil {
			return back.all, errors.Join(fmt.Errorf("queue: start the server: %w", err), back.all())
		}
	}
	return back.all, nil
}

// undos are how to put back what was changed.
type undos []func() error

func (u *undos) all() error {
	var errs []error
	for _, f := range *u {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

// describe writes the checksum of a stream's description.
func (u *undos) describe(dir, stream string) error {
	meta, err := os.ReadFile(filepath.Join(dir, server.JetStreamMetaFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return u.replace(filepath.Join(dir, server.JetStreamMetaFileSum), checksum(stream, meta))
}

// dropBlocks removes blocks that are empty and have no key.
func (u *undos) dropBlocks(dir string) error {
	blocks, err := filepath.Glob(filepath.Join(escape(dir), "*.blk"))
	if err != nil {
		return err
	}
	for _, block := range blocks {
		info, err := os.Stat(block)
		if err != nil {
			return err
		}
		if _, err := os.Stat(strings.TrimSuffix(block, ".blk") + ".key"); info.Size() > 0 || !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := os.Remove(block); err != nil {
			return err
		}
		*u = append(*u, func() error { return write(block, nil, info) })
	}
	return nil
}

// escape takes their meaning from the characters of a path.
func escape(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// checksum is the server's own: HighwayHash-64 under the digest of the stream's
// name.
func checksum(stream string, meta []byte) string {
	key := sha256.Sum256([]byte(stream))
	h, err := highwayhash.New64(key[:])
	if err != nil {
		panic(err) // a key of another length than 32
	}
	h.Write(meta)
	return hex.EncodeToString(h.Sum(nil))
}

// replace writes a file in one piece, unless it holds that already.
func (u *undos) replace(path, text string) error {
	was, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err == nil && string(was) == text || err != nil && !missing {
		return err
	}
	*u = append(*u, func() error { return os.Remove(path) })
	if !missing {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		(*u)[len(*u)-1] = func() error { return write(path, was, info) }
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, []byte(text), 0o600); err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	return os.Rename(tmp, path)
}

// write makes a file as it was.
func write(path string, text []byte, info fs.FileInfo) error {
	return errors.Join(os.WriteFile(path, text, info.Mode().Perm()), os.Chtimes(path, info.ModTime(), info.ModTime()))
}
