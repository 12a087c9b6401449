// Follows a folder of tlog-tiles with Go's sumdb packages: the signature, every tile against the root, every entry's proof, and growth from an earlier size.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, t := range tiles {
		b, err := os.ReadFile(filepath.Join(string(f), strings.Replace(t.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		data = append(data, b)
	}
	return data, nil
}

func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func check(err error, what string) {
	if err != nil {
		fmt.Println("FAILED:", what, err)
		os.Exit(1)
	}
}

func main() {
	dir, key := os.Args[1], os.Args[2]
	verifier, err := note.NewVerifier(key)
	check(err, "key")
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err, "checkpoint")
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err, "signature")
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := tlog.ParseHash(lines[2])
	check(err, "root")
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, folder(dir))
	for first := int64(0); first < size; first += 256 {
		width := size - first
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}
		bundle, err := os.ReadFile(filepath.Join(dir, strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)))
		check(err, "entries")
		for index := first; index < first+width; index++ {
			length := int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			proof, err := tlog.ProveRecord(size, index, reader)
			check(err, "proof")
			check(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entry)), fmt.Sprint("entry ", index))
		}
	}
	if len(os.Args) > 4 {
		old, err := strconv.ParseInt(os.Args[3], 10, 64)
		check(err, "old size")
		oldRoot, err := tlog.ParseHash(os.Args[4])
		check(err, "old root")
		proof, err := tlog.ProveTree(size, old, reader)
		check(err, "growth")
		check(tlog.CheckTree(proof, size, root, old, oldRoot), "growth")
	}
	fmt.Printf("%d entries follow from the signed root\n", size)
}
