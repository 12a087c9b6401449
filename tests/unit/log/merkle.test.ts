import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { canonical } from '../../../common/log/canonical.ts'
import { toHex } from '../../../common/log/bytes.ts'
import {
  checkpointText,
  openCheckpoint,
  signCheckpoint,
  verifierKey,
} from '../../../common/log/checkpoint.ts'
import {
  completed,
  consistencyProof,
  inclusionProof,
  keptTree,
  leafHash,
  root,
  rootOf,
  rootOfKept,
  verifyConsistency,
  verifyInclusion,
  withLeaves,
} from '../../../common/log/merkle.ts'
import { formatProof, parseProof } from '../../../common/log/proof.ts'
import { newPrivateKey, signerOf, verifierOf } from '../../../agent/log/crypto.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

// The eight leaves and their roots that Certificate Transparency's implementations share (RFC 6962
// reference vectors).
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(hex => Uint8Array.from(Buffer.from(hex, 'hex')))
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

async function tree(count: number) {
  const nodes = new Map<string, Uint8Array>()
  const subtree = (level: number, index: number): Uint8Array =>
    nodes.get(`${level}/${index}`) ?? assert.fail(`no node ${level}/${index}`)
  for (let index = 0; index < count; index++) {
    const leaf = leaves[index] ?? new TextEncoder().encode(`leaf ${index}`)
    for (const node of completed(sha256, index, leafHash(sha256, leaf), subtree))
      nodes.set(`${node.level}/${node.index}`, node.hash)
  }
  return subtree
}

test('roots equal the published ones', async () => {
  const subtree = await tree(8)
  for (const [size, expected] of roots.entries())
    assert.equal(toHex(await root(sha256, size, subtree)), expected)
})

test("a root over hashes at hand is the tree's root, for every size", async () => {
  const subtree = await tree(33)
  for (let size = 0; size <= 33; size++)
    assert.equal(
      toHex(
        rootOf(
          sha256,
          Array.from({ length: size }, (_, index) => subtree(0, index)),
        ),
      ),
      toHex(await root(sha256, size, subtree)),
    )
})

test('every inclusion and consistency proof of trees up to 33 verifies, and no altered one does', async () => {
  const subtree = await tree(33)
  for (let size = 1; size <= 33; size++) {
    const top = await root(sha256, size, subtree)
    for (let index = 0; index < size; index++) {
      const proof = await inclusionProof(sha256, index, size, subtree)
      const leaf = subtree(0, index)
      assert.ok(verifyInclusion(sha256, index, size, leaf, proof, top))
      assert.ok(!verifyInclusion(sha256, index, size, subtree(0, (index + 1) % 33), proof, top))
      if (proof[0])
        assert.ok(
          !verifyInclusion(
            sha256,
            index,
            size,
            leaf,
            [Uint8Array.from(proof[0], byte => byte ^ 1), ...proof.slice(1)],
            top,
          ),
        )
    }
    for (let from = 1; from <= size; from++) {
      const proof = await consistencyProof(sha256, from, size, subtree)
      const old = await root(sha256, from, subtree)
      assert.ok(verifyConsistency(sha256, from, size, proof, old, top))
      if (from !== size) assert.ok(!verifyConsistency(sha256, from, size, proof, top, top))
    }
  }
})

test('a signed checkpoint opens with its own key only', async () => {
  const [signer, other] = [
    signerOf('example.org/log', newPrivateKey()),
    signerOf('example.org/log', newPrivateKey()),
  ]
  const checkpoint = {
    origin: 'example.org/log',
    size: 8,
    root: await root(sha256, 8, await tree(8)),
  }
  const note = signCheckpoint(sha256, checkpoint, signer)
  assert.ok(note.startsWith(checkpointText(checkpoint)))
  assert.deepEqual(openCheckpoint(sha256, note, verifierOf(signer.name, signer.publicKey)), {
    ...checkpoint,
    root: Uint8Array.from(checkpoint.root),
  })
  assert.throws(
    () => openCheckpoint(sha256, note, verifierOf(other.name, other.publicKey)),
    /no valid signature/,
  )
  assert.throws(
    () =>
      openCheckpoint(
        sha256,
        note.replace('\n8\n', '\n9\n'),
        verifierOf(signer.name, signer.publicKey),
      ),
    /no valid signature/,
  )
  assert.match(
    verifierKey(sha256, signer.name, signer.publicKey),
    /^example\.org\/log\+[0-9a-f]{8}\+/,
  )
  const proof = {
    index: 3,
    hashes: await inclusionProof(sha256, 3, 8, await tree(8)),
    checkpoint: note,
  }
  assert.equal(formatProof(parseProof(formatProof(proof))), formatProof(proof))
})

test('canonical JSON: order, numbers, and what is refused', () => {
  // RFC 8785, section 3.2.2 and 3.2.3
  assert.equal(
    canonical({
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      literals: [null, true, false],
      string: '€$\n',
    }),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\n"}',
  )
  assert.throws(() => canonical({ a: [NaN] }), /\$\.a\[0\]/)
  assert.throws(() => canonical('\ud800'), /surrogate/)
  assert.throws(() => canonical({ a: undefined }), /no JSON form/)
})

test('a tree that is kept has the same root at every size, also with other leaves in place of some', () => {
  const leaf = (text: string): Uint8Array => sha256(new TextEncoder().encode(text))
  for (let size = 0; size <= 70; size++) {
    const hashes = Array.from({ length: size }, (_, at) => leaf(`${at}`))
    const tree = keptTree(sha256, hashes)
    assert.deepEqual(rootOfKept(sha256, tree), rootOf(sha256, hashes), `${size}`)
    const places = [0, Math.floor(size / 3), size - 1].filter(at => at >= 0 && at < size)
    const changed = new Map(places.map(at => [at, leaf(`other ${at}`)] as const))
    const after = hashes.map((hash, at) => changed.get(at) ?? hash)
    assert.deepEqual(
      rootOfKept(sha256, withLeaves(sha256, tree, changed)),
      rootOf(sha256, after),
      `${size}, changed`,
    )
    assert.deepEqual(rootOfKept(sha256, tree), rootOf(sha256, hashes), 'what was before stays')
  }
})
