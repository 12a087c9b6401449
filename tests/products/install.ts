import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * Installs npm packages once, outside the repository: products are hundreds of megabytes and no
 * dependency of ours. @param env where its scripts run @returns the folder that holds node_modules
 */
export function installProduct(
  name: string,
  packages: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): string {
  return once(name, { packages }, folder => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      env,
    })
  })
}

/**
 * A Node of its own for a product whose native modules do not compile for ours. @returns its
 * program, and the environment in which npm compiles for it, with its own headers
 */
export function installNode(version: string): {
  readonly program: string
  readonly env: NodeJS.ProcessEnv
} {
  const node = join(installProduct(`node-${version}`, [`node@${version}`]), 'node_modules', 'node')
  const headers = join(node, 'node_modules', `node-${process.platform}-${process.arch}`)
  const env = {
    ...process.env,
    PATH: [join(node, 'bin'), process.env['PATH']].join(delimiter),
    ...(existsSync(join(headers, 'include')) ? { npm_config_nodedir: headers } : {}),
  }
  return { program: join(node, 'bin', 'node'), env }
}

/** Installs packages of Python once into an environment of its own. @returns its interpreter */
export function installPython(name: string, packages: readonly string[]): string {
  const pythonIn = (folder: string): string => join(folder, 'bin', 'python')
  const installed = once(`python-${name}`, { packages }, folder => {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 2, 2] })
    execFileSync(
      pythonIn(folder),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
      { stdio: ['ignore', 2, 2] },
    )
  })
  return pythonIn(installed)
}

/** The folder of one product outside the repository. */
export function productFolder(name: string): string {
  return join(cacheFolder(), name)
}

/**
 * Unpacks a zip archive of Maven Central once. @param artifact `group:name:version:zip` @returns the
 * folder that it holds
 */
export function installMaven(name: string, artifact: string): string {
  const installed = once(name, { artifact }, folder => {
    execFileSync(
      'mvn',
      ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`],
      { cwd: folder, stdio: ['ignore', 2, 2] },
    )
    const [, title, version, type] = artifact.split(':')
    const archive = join(folder, `${title}-${version}.${type}`)
    execFileSync('python3', ['-m', 'zipfile', '-e', archive, folder], { stdio: ['ignore', 2, 2] })
    rmSync(archive)
  })
  const [inner] = readdirSync(installed, { withFileTypes: true }).filter(item => item.isDirectory())
  return join(installed, inner?.name ?? '')
}

/**
 * A Java library of Maven Central with what it needs, once. @param artifact `group:name:version`
 * @returns the class path
 */
export function installJars(name: string, artifact: string): string {
  const installed = once(name, { artifact }, folder => {
    const [group, title, version] = artifact.split(':')
    writeFileSync(
      join(folder, 'pom.xml'),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>installed</groupId><artifactId>${name}</artifactId><version>1</version><dependencies><dependency>
<groupId>${group}</groupId><artifactId>${title}</artifactId><version>${version}</version>
</dependency></dependencies></project>
`,
    )
    execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    })
  })
  return join(installed, 'jars', '*')
}

/**
 * Fills a folder outside the repository, unless it was filled with just that.
 * @param wanted what is installed
 * @returns the folder
 */
function once(
  name: string,
  wanted: Readonly<Record<string, string | readonly string[]>>,
  install: (folder: string) => void,
): string {
  const folder = join(cacheFolder(), name)
  const done = join(folder, 'installed.json')
  const text = JSON.stringify(wanted)
  if (existsSync(done) && readFileSync(done, 'utf8') === text) return folder
  mkdirSync(folder, { recursive: true })
  const what = Object.values(wanted).flat().join(' ')
  process.stderr.write(`installing ${what} (once, into ${folder})\n`)
  install(folder)
  writeFileSync(done, text)
  return folder
}

/** WITNESSMARK_PRODUCTS names another folder. */
function cacheFolder(): string {
  const named = process.env['WITNESSMARK_PRODUCTS']
  if (named) return named
  // A database that will not run as root must be able to reach its own binaries.
  if (process.getuid?.() === 0) return join(tmpdir(), 'witnessmark-products-cache')
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'witnessmark', 'products')
}
