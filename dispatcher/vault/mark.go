package vault

import (
	"crypto/sha256"
	"hash"

	"github.com/owabi/owabi/dispatcher"
)

// Mark is what stands in the index for one thing by which a person can be
// found: the first 64 bits of an HMAC-SHA256 over its kind and its normal form,
// under a key of the campaign's own. Nobody can guess it or try values out
// without that key. ErrDestroyed after Destroy.
func (c *Campaign) Mark(kind dispatcher.TermKind, value string) (m dispatcher.Mark, err error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.aead == nil {
		return m, ErrDestroyed
	}
	var buf [128]byte
	h := c.finding.Get().(hash.Hash)
	defer c.finding.Put(h)
	h.Reset()
	h.Write(appendPart(appendPart(buf[:0], string(kind)), value))
	var sum [sha256.Size]byte
	copy(m[:], h.Sum(sum[:0]))
	return m, nil
}
