import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, Problem } from '../problem.ts'

/** Of systemd: `LoadCredentialEncrypted=witnessmark-passphrase`. */
const PASSPHRASE_CREDENTIAL = 'witnessmark-passphrase'

/**
 * The passphrase of `secrets.age` where nobody can be asked: a credential that systemd hands to the
 * service (https://systemd.io/CREDENTIALS), a file that its owner alone reads, or a variable, in this
 * order; null where there is none.
 * @throws Problem `passphrase-file-open`, `file-unreadable`
 */
export function passphraseOfService(): {
  readonly passphrase: string
  readonly from: string
} | null {
  const folder = process.env['CREDENTIALS_DIRECTORY']
  const credential = folder && join(folder, PASSPHRASE_CREDENTIAL)
  if (credential && existsSync(credential))
    return { passphrase: lineOf(credential), from: `systemd's ${PASSPHRASE_CREDENTIAL}` }
  const file = process.env['WITNESSMARK_PASSPHRASE_FILE']
  if (file) {
    // systemd gives its credentials to the service alone; of any other file we look.
    assertOwn(file)
    return { passphrase: lineOf(file), from: file }
  }
  const passphrase = process.env['WITNESSMARK_PASSPHRASE']
  return passphrase ? { passphrase, from: 'WITNESSMARK_PASSPHRASE' } : null
}

function assertOwn(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found && process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw new Problem('passphrase-file-open', { file })
}

/** An editor ends the line; the passphrase has no end of line. */
function lineOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new Problem('file-unreadable', { file, detail: messageOf(error) }, { cause: error })
  }
}
