import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { exportPrivateKey, newPrivateKey, sha256, signerOf } from '../../agent/log/crypto.ts'
import { initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { exportFormats } from '../../agent/export/formats.ts'
import type { Format } from '../../agent/export/formats.ts'
import { readWindow } from '../../agent/export/window.ts'
import type { ExportSource } from '../../agent/export/window.ts'
import { openAgent } from '../../agent/open-agent.ts'
import type { OpenAgent } from '../../agent/open-agent.ts'
import { canonical } from '../../common/log/canonical.ts'
import { attestation, signNote } from '../../common/log/checkpoint.ts'
import type { Signer } from '../../common/log/checkpoint.ts'
import { toHex } from '../../common/log/bytes.ts'
import { temporaryFolder } from './agent.ts'

/** Somebody with our program and a key of his own, under the name of another log. */
export async function forger(
  context: Pick<TestContext, 'after'>,
  origin: string,
): Promise<OpenAgent & { readonly home: string; readonly signer: Signer }> {
  const home = temporaryFolder(context)
  initHome(home)
  const key = newPrivateKey()
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 })
  const privateKey = exportPrivateKey(key)
  writeFileSync(join(home, 'keys', 'log.json'), JSON.stringify({ origin, privateKey }))
  // Nothing was signed with it yet.
  const root = toHex(sha256(new Uint8Array()))
  writeFileSync(join(home, 'keys', 'head.json'), JSON.stringify({ origin, size: 0, root }))
  const open = await openAgent(home, { secrets: memorySecrets() })
  context.after(() => open.close())
  return { ...open, home, signer: signerOf(origin, key) }
}

/** What his program writes of his record: ours refuses one that does not verify. */
export async function forgedExport(
  source: ExportSource,
  format: Format,
  out: string,
): Promise<void> {
  const window = await readWindow(source, {})
  const options = { oscalVersion: '1.1.2', ocsfClass: 2003, progress: () => undefined } as const
  await exportFormats[format].write({ out, source, window, ...options })
}

/** The bundle with other files, as a forger signs it: every digest fits. */
export function resealed(
  contents: ReadonlyMap<string, Buffer>,
  changes: Readonly<Record<string, string>>,
  signer: Signer,
): Map<string, Buffer> {
  const changed = new Map(contents)
  for (const [name, text] of Object.entries(changes)) changed.set(name, Buffer.from(text))
  const manifest = JSON.parse(String(changed.get('manifest.json'))) as Record<string, unknown>
  const files = [...changed]
    .filter(([name]) => name !== 'manifest.json' && name !== 'checkpoints/manifest.txt')
    .map(([name, bytes]) => [
      name,
      { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    ])
  const bytes = Buffer.from(`${canonical({ ...manifest, files: Object.fromEntries(files) })}\n`)
  const text = attestation(signer.name, 'bundle', sha256(bytes))
  return changed
    .set('manifest.json', bytes)
    .set('checkpoints/manifest.txt', Buffer.from(signNote(sha256, text, signer)))
}
