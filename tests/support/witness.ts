import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { concat, fromBase64, toBase64 } from '../../common/log/bytes.ts'
import {
  COSIGNATURE,
  keyId,
  openCheckpoint,
  parseVerifierKey,
  signedText,
} from '../../common/log/checkpoint.ts'
import { verifyConsistency } from '../../common/log/merkle.ts'
import { sha256, verifierOf } from '../../agent/log/crypto.ts'

export type TestWitness = {
  readonly config: { readonly url: string; readonly name: string; readonly publicKey: string }
  readonly trusted: Map<string, string>
  close(): Promise<void>
}

/**
 * A witness as https://c2sp.org/tlog-witness asks for one: knows logs by origin and verifier key,
 * keeps the last size and root.
 */
export async function startWitness(): Promise<TestWitness> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const name = 'witness.example/one'
  const trusted = new Map<string, string>()
  const seen = new Map<string, { readonly size: number; readonly root: Uint8Array }>()
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request)
      const split = body.indexOf('\n\n')
      const [old = '', ...proof] = body.slice(0, split).split('\n')
      const note = body.slice(split + 2)
      const origin = note.split('\n')[0] ?? ''
      const key = trusted.get(origin)
      if (!key) {
        response.writeHead(404).end()
        return
      }
      const { name: logName, publicKey: logKey } = parseVerifierKey(sha256, key)
      const checkpoint = openCheckpoint(sha256, note, verifierOf(logName, logKey))
      const last = seen.get(origin) ?? { size: 0, root: new Uint8Array() }
      if (old !== `old ${last.size}`) {
        response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${last.size}\n`)
        return
      }
      if (
        last.size > 0 &&
        !verifyConsistency(
          sha256,
          last.size,
          checkpoint.size,
          proof.map(fromBase64),
          last.root,
          checkpoint.root,
        )
      ) {
        response.writeHead(422).end()
        return
      }
      seen.set(origin, checkpoint)
      const time = BigInt(Math.floor(Date.now() / 1000))
      const stamp = Buffer.alloc(8)
      stamp.writeBigUInt64BE(time)
      const signature = sign(
        null,
        Buffer.from(`cosignature/v1\ntime ${time}\n${signedText(note)}`),
        privateKey,
      )
      response
        .writeHead(200)
        .end(
          `— ${name} ${toBase64(concat(keyId(sha256, name, raw, COSIGNATURE), stamp, signature))}\n`,
        )
    })().catch((error: unknown) => response.writeHead(403).end(String(error)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    config: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      name,
      publicKey: raw.toString('base64'),
    },
    trusted,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
