// A witness as c2sp.org/tlog-witness says, on Go's sumdb packages. Arguments: the log's verifier key. Prints its address and public key; the key's name is fixed.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const name = "witness.example/go"

func main() {
	log, err := note.NewVerifier(os.Args[1])
	if err != nil {
		panic(err)
	}
	// A key whose text has a plus sign in it, as every third has: what cuts at plus signs must not cut it.
	var public ed25519.PublicKey
	var private ed25519.PrivateKey
	for !strings.Contains(base64.StdEncoding.EncodeToString(append([]byte{4}, public...)), "+") {
		public, private, _ = ed25519.GenerateKey(rand.Reader)
	}
	id := sha256.Sum256(append([]byte(name+"\n\x04"), public...))
	var mutex sync.Mutex
	var size int64
	var root tlog.Hash
	http.HandleFunc("/add-checkpoint", func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		body, _ := io.ReadAll(r.Body)
		head, checkpoint, _ := strings.Cut(string(body), "\n\n")
		lines := strings.Split(head, "\n")
		opened, err := note.Open([]byte(checkpoint), note.VerifierList(log))
		if err != nil {
			http.Error(w, err.Error(), 403)
			return
		}
		text := strings.Split(opened.Text, "\n")
		newSize, _ := strconv.ParseInt(text[1], 10, 64)
		newRoot, _ := tlog.ParseHash(text[2])
		if lines[0] != fmt.Sprint("old ", size) {
			w.Header().Set("Content-Type", "text/x.tlog.size")
			w.WriteHeader(409)
			fmt.Fprintln(w, size)
			return
		}
		var proof tlog.TreeProof
		for _, line := range lines[1:] {
			hash, err := tlog.ParseHash(line)
			if err != nil {
				http.Error(w, err.Error(), 400)
				return
			}
			proof = append(proof, hash)
		}
		if size > 0 {
			if err := tlog.CheckTree(proof, newSize, newRoot, size, root); err != nil {
				http.Error(w, err.Error(), 422)
				return
			}
		}
		size, root = newSize, newRoot
		now := uint64(time.Now().Unix())
		signature := ed25519.Sign(private, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, opened.Text)))
		blob := binary.BigEndian.AppendUint64(append([]byte{}, id[:4]...), now)
		fmt.Fprintf(w, "— %s %s\n", name, base64.StdEncoding.EncodeToString(append(blob, signature...)))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s %s\n", listener.Addr(), base64.StdEncoding.EncodeToString(public))
	http.Serve(listener, nil)
}
