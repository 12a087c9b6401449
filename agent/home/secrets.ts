import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'
import { passphraseOfService } from './passphrase.ts'

/**
 * Where credentials of tenants and alert channels are kept: never in config.yaml, never in plain
 * text.
 */
export type Secrets = {
  /** As a person is told it: `secrets.age` in the home, or the system's keyring. */
  where(): Promise<string>
  get(tenant: string): Promise<string | null>
  set(tenant: string, secret: string): Promise<void>
  /**
   * Keeps the secret that a service handed out in place of the kept one; does nothing where the
   * kept one comes from a variable.
   */
  replace?(tenant: string, secret: string): Promise<void>
  /** Whether somebody gives it anew for each process: by a variable, or as the demo does. */
  isGiven(tenant: string): boolean
  delete(tenant: string): Promise<void>
  /**
   * Opens what is kept, so that nobody has to be asked later.
   * @throws Problem `secrets-passphrase` where nobody gives the passphrase, `secrets-unreadable`
   */
  unlock?(): Promise<void>
}

type Backend = Pick<Secrets, 'where' | 'get' | 'set' | 'delete' | 'unlock'>

/**
 * Asks for the passphrase of `secrets.age`: to open what is there, or to choose one for what is not there
 * yet. Null where nobody can be asked.
 */
export type AskPassphrase = (to: 'open' | 'choose') => Promise<string | null>

/** The name under which the credential of an alert channel is kept: no tenant is called so. */
export function channelSecret(channel: string): string {
  return `alert:${channel}`
}

/**
 * The operating system's keyring; where there is none (headless Linux, WSL), `secrets.age` in the
 * home, encrypted with a passphrase (age format: `age -d secrets.age` reads it). A variable
 * WITNESSMARK_SECRET_<TENANT> (WITNESSMARK_ALERT_<CHANNEL>) comes before both.
 * Its functions throw Problem `secrets-passphrase`, `secrets-unreadable`.
 */
export function openSecrets(home: string, passphrase: AskPassphrase): Secrets {
  let chosen: Promise<Backend> | null = null
  const backend = (): Promise<Backend> =>
    (chosen ??= existsSync(join(home, 'secrets.age'))
      ? Promise.resolve(ageFile(home, passphrase))
      : keyring(home).then(found => found ?? ageFile(home, passphrase)))
  return {
    where: async () => (await backend()).where(),
    async get(tenant) {
      return variableOf(tenant) ?? (await backend()).get(tenant)
    },
    async set(tenant, secret) {
      await (await backend()).set(tenant, secret)
    },
    async replace(tenant, secret) {
      if (variableOf(tenant) === undefined) await (await backend()).set(tenant, secret)
    },
    isGiven: tenant => variableOf(tenant) !== undefined,
    async delete(tenant) {
      await (await backend()).delete(tenant)
    },
    unlock: async () => (await backend()).unlock?.(),
  }
}

function variableOf(name: string): string | undefined {
  const [whole, kind] = name.startsWith('alert:') ? [name.slice(6), 'ALERT'] : [name, 'SECRET']
  return process.env[`WITNESSMARK_${kind}_${whole.replaceAll('-', '_').toUpperCase()}`]
}

/** Secrets of the demo's fictional tenants: they live as long as the process. */
export function memorySecrets(): Secrets {
  const held = new Map<string, string>()
  return {
    where: async () => 'memory',
    isGiven: () => true,
    async get(tenant) {
      return held.get(tenant) ?? null
    },
    async set(tenant, secret) {
      held.set(tenant, secret)
    },
    async replace(tenant, secret) {
      held.set(tenant, secret)
    },
    async delete(tenant) {
      held.delete(tenant)
    },
  }
}

/**
 * Null where the system has no keyring that outlives a reboot. On Linux the Secret Service is asked
 * for by name: the library would else fall back to the kernel's keyring, which is memory.
 */
async function keyring(home: string): Promise<Backend | null> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring')
    const entry = (tenant: string) =>
      new AsyncEntry('witnessmark', `${home}#${tenant}`, { linux: { store: 'secret-service' } })
    // A probe that writes nothing: a keyring that is not there throws, an empty one answers with
    // nothing.
    await entry('probe').getPassword()
    return {
      where: async () => "the system's keyring",
      async get(tenant) {
        return (await entry(tenant).getPassword()) ?? null
      },
      async set(tenant, secret) {
        await entry(tenant).setPassword(secret)
      },
      async delete(tenant) {
        await entry(tenant).deletePassword()
      },
    }
  } catch {
    return null
  }
}

const Held = z.record(z.string(), z.string())

function ageFile(home: string, ask: AskPassphrase): Backend {
  const file = join(home, 'secrets.age')
  const given = async (): Promise<string | null> =>
    passphraseOfService()?.passphrase ?? ask(existsSync(file) ? 'open' : 'choose')
  /** Many may need it at once: it is asked for once. */
  let known: Promise<string | null> | null = null
  const passphrase = async (): Promise<string> => {
    known ??= given()
    try {
      const found = await known
      if (found) return found
      throw new Problem('secrets-passphrase', {})
    } catch (error) {
      // Whoever gave nothing, or stopped the question, may be asked again.
      known = null
      throw error
    }
  }
  const read = async (): Promise<Record<string, string>> => {
    if (!existsSync(file)) return {}
    const { Decrypter } = await import('age-encryption')
    const decrypter = new Decrypter()
    decrypter.addPassphrase(await passphrase())
    try {
      return Held.parse(JSON.parse(await decrypter.decrypt(readFileSync(file), 'text')))
    } catch {
      known = null
      throw new Problem('secrets-unreadable', { file })
    }
  }
  const write = async (secrets: Record<string, string>): Promise<void> => {
    const { Encrypter } = await import('age-encryption')
    const encrypter = new Encrypter()
    encrypter.setPassphrase(await passphrase())
    writeAtomically(file, await encrypter.encrypt(JSON.stringify(secrets)))
  }
  return {
    async where() {
      const from = passphraseOfService()?.from
      return from === undefined ? file : `${file}, opened by ${from}`
    },
    async get(tenant) {
      return (await read())[tenant] ?? null
    },
    async set(tenant, secret) {
      await write({ ...(await read()), [tenant]: secret })
    },
    unlock: async () => void (await read()),
    async delete(tenant) {
      const { [tenant]: held, ...rest } = await read()
      if (held !== undefined) await write(rest)
    },
  }
}
