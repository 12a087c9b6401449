import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { extensionBuild, parts } from '../../../vite.config.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * The built extension with one difference: loopback is granted at installation, because no
 * automation can press a permission prompt in a headless browser. @param grant match patterns
 * instead @param built where it is
 * built, or is to be @param permissions that are granted at installation, too @returns a fresh folder; the caller removes it
 */
export async function testDist(
  browser: 'chrome' | 'firefox',
  grant: readonly string[] = ['http://127.0.0.1/*'],
  built = join(root, 'dist', browser),
  permissions: readonly string[] = [],
): Promise<string> {
  if (!existsSync(join(built, 'manifest.json')))
    for (const part of parts) await build(extensionBuild(browser, part, built))
  const copy = mkdtempSync(join(tmpdir(), `witnessmark-${browser}-dist-`))
  cpSync(built, copy, { recursive: true })
  const file = join(copy, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { permissions: readonly string[] }
  writeFileSync(
    file,
    JSON.stringify({
      ...manifest,
      permissions: [...manifest.permissions, ...permissions],
      ...(grant.length > 0 ? { host_permissions: grant } : {}),
    }),
  )
  return copy
}
