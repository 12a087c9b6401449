// Writes what collectors use of vendors' published descriptions, a file for each service:
//   node tests/vendor/extract.ts FOLDER
// FOLDER holds them as published, and sources.json: for each service its files, each with `file`,
// `name` (where it is from), `version` and `date`.
//   ghec.json                  npm @octokit/openapi, generated/
//   admin.directory_v1.json, admin.reports_v1.json, cloudidentity.v1.json
//                              PyPI google-api-python-client, googleapiclient/discovery_cache/documents/
//   graph-v1.0.xml             github.com/microsoftgraph/msgraph-metadata, clean_v10_metadata/cleanMetadata.xml
//   graph-beta.d.ts            npm @microsoft/microsoft-graph-types-beta, microsoft-graph.d.ts
//   permissions.json           github.com/microsoftgraph/microsoft-graph-devx-content, permissions/new/
//   fabric.json, fabric-definitions.json, fabric-common.json
//                              github.com/microsoft/fabric-rest-api-specs: admin/swagger.json,
//                              admin/definitions.json, common/definitions.json
//   utcm-monitor.json          github.com/SchemaStore/schemastore, src/schemas/json/: named under
//                              microsoft-365-snapshots
// GitHub's GraphQL schema is a dependency already.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Csdl, fromGraph } from './csdl.ts'
import type { Permissions } from './csdl.ts'
import { fromDiscovery } from './discovery.ts'
import type { Discovery } from './discovery.ts'
import { fromOpenApi } from './openapi.ts'
import type { OpenApi } from './openapi.ts'
import type { Description } from './shape.ts'
import { described } from './targets.ts'
import { fromJsonSchema } from './snapshots.ts'
import { fromTypings } from './typings.ts'
import { used, walk } from './walk.ts'

const [folder] = process.argv.slice(2)
if (!folder || !existsSync(folder))
  throw new TypeError('usage: node tests/vendor/extract.ts FOLDER')
const Sources = z.record(
  z.string(),
  z.array(
    z.strictObject({ file: z.string(), name: z.string(), version: z.string(), date: z.string() }),
  ),
)
const text = (file: string): string => readFileSync(join(folder, file), 'utf8')
const json = (file: string): unknown => JSON.parse(text(file))
const sources = Sources.parse(json('sources.json'))

const permissions = (): Permissions =>
  (json('permissions.json') as { readonly permissions: Permissions }).permissions

/** What a document refers to in itself is in itself. */
const beside = (file: string, name: string): unknown =>
  JSON.parse(text(file).replaceAll('"#/', `"${name}#/`))

/** Who reads which file: by its name. */
function read(file: string): Omit<Description, 'sources'> {
  if (file.endsWith('.xml')) return fromGraph(new Csdl(text(file)), permissions(), 'v1.0')
  if (file.endsWith('.d.ts'))
    return fromTypings(text(file), new Csdl(text('graph-v1.0.xml')), permissions())
  if (file === 'permissions.json') return { requests: {}, types: {} }
  const document = json(file) as OpenApi & Discovery
  if (file.startsWith('fabric'))
    return fromOpenApi(document, 'https://api.fabric.microsoft.com/v1/admin', {
      './definitions.json': beside('fabric-definitions.json', './definitions.json'),
      '../common/definitions.json': beside('fabric-common.json', '../common/definitions.json'),
    })
  return 'schemas' in document
    ? fromDiscovery(
        document,
        file.startsWith('cloudidentity') ? 'https://cloudidentity.googleapis.com' : '',
      )
    : fromOpenApi(document)
}

for (const { service, target, seeds } of described) {
  const own = sources[service] ?? []
  const parts = own.map(({ file }) => read(file))
  const description: Description = {
    sources: own.map(({ file: _, ...source }) => source),
    requests: Object.assign({}, ...parts.map(part => part.requests)) as Description['requests'],
    types: Object.assign({}, ...parts.map(part => part.types)) as Description['types'],
  }
  const found = await walk(service, description, target, seeds)
  writeFileSync(
    new URL(`${service}.json`, import.meta.url),
    `${JSON.stringify(used(description, found), null, 2)}\n`,
  )
  console.log(`${service}: ${found.asked.size} requests`)
  for (const item of [...found.watch.undescribed].sort()) console.log(`  in words only: ${item}`)
  for (const item of [...found.wrong].sort()) console.log(`  wrong: ${item}`)
}

const [snapshots] = sources['microsoft-365-snapshots'] ?? []
if (snapshots) {
  const { file, ...source } = snapshots
  const extract = {
    source,
    types: fromJsonSchema(json(file) as Parameters<typeof fromJsonSchema>[0]),
  }
  writeFileSync(
    new URL('microsoft-365-snapshots.json', import.meta.url),
    `${JSON.stringify(extract, null, 2)}\n`,
  )
}
