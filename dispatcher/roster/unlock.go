package roster

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"github.com/richardlehane/mscfb"
	"github.com/xuri/excelize/v2"
)

// maxSpins bounds the rounds by which a workbook's password is stretched
// ([MS-OFFCRYPTO] 2.3.4.10 allows as many; spreadsheets write 100,000).
const maxSpins = 10_000_000

// unlock opens a workbook with its password, and lets one without pass.
func unlock(name string, in *io.SectionReader, password string) (*io.SectionReader, error) {
	head := make([]byte, len(magicOLE))
	if _, err := in.ReadAt(head, 0); err != nil || string(head) != magicOLE {
		return in, nil
	}
	raw := make([]byte, in.Size())
	if _, err := in.ReadAt(raw, 0); err != nil {
		return nil, fmt.Errorf("roster: read %s: %w", name, err)
	}
	if err := lockedWorkbook(name, raw); err != nil {
		return nil, err
	}
	if password == "" {
		return nil, refuse(name, "the workbook is locked with a password", "write the password into a file and name it with --password-file")
	}
	plain, err := decrypt(raw, password)
	if err != nil || !starts(plain, magicZip) {
		return nil, refuse(name, "the workbook does not open with this password", "check the password (and that its file has nothing else in it)")
	}
	return io.NewSectionReader(bytes.NewReader(plain), 0, int64(len(plain))), nil
}

// decrypt has excelize decrypt a workbook. It panics on what is cut off.
func decrypt(raw []byte, password string) (plain []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("roster: decrypt workbook: %v", p)
		}
	}()
	return excelize.Decrypt(raw, &excelize.Options{Password: password})
}

var spins = regexp.MustCompile(`spinCount="([0-9]+)"`)

// lockedWorkbook refuses a compound file that is no workbook with a password,
// or one that would take memory or time without end to open.
func lockedWorkbook(name string, raw []byte) (err error) {
	broken := damaged(name, "it is cut off or changed")
	defer func() {
		if recover() != nil {
			err = broken
		}
	}()
	doc, err := mscfb.New(bytes.NewReader(raw))
	if err != nil {
		return broken
	}
	kind := map[string]bool{}
	for entry, err := doc.Next(); err == nil; entry, err = doc.Next() {
		kind[entry.Name] = true
		if entry.Name != "EncryptionInfo" && entry.Name != "EncryptedPackage" {
			continue
		}
		if entry.Size < 0 || entry.Size > int64(len(raw)) {
			return broken
		}
		if entry.Name == "EncryptionInfo" && !fewSpins(entry) {
			return broken
		}
	}
	switch {
	case kind["EncryptedPackage"] && kind["EncryptionInfo"]:
		return nil
	case kind["Workbook"], kind["Book"]:
		return refuse(name, "this is a workbook of an old form (.xls)", "open it and save it as XLSX")
	case kind["WordDocument"]:
		return refuse(name, "this is a Word document, not a list", "copy its table into a spreadsheet and save that as XLSX")
	}
	return refuse(name, "this is no list", `save the list as XLSX or as "CSV UTF-8"`)
}

// fewSpins reports whether a password can be tried in bounded time.
func fewSpins(info io.Reader) bool {
	b, err := io.ReadAll(io.LimitReader(info, 1<<20))
	if err != nil {
		return false
	}
	for _, m := range spins.FindAllSubmatch(b, -1) {
		if n, err := strconv.Atoi(string(m[1])); err != nil || n > maxSpins {
			return false
		}
	}
	return true
}
