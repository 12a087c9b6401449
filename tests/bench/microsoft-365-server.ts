import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// A Graph with as many service principals as it is told, and as many application permissions and
// delegated grants, made page by page so that its memory is not measured with ours.
const total = Number(process.argv[2] ?? 110_000)
const principalId = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`
const principal = (i: number): object => ({
  id: principalId(i),
  appOwnerOrganizationId: '11111111-1111-4111-8111-111111111111',
  passwordCredentials:
    i % 3
      ? []
      : [
          {
            customKeyIdentifier: null,
            displayName: `secret ${i}`,
            endDateTime: '2027-01-01T00:00:00Z',
            hint: 'abc',
            keyId: `10000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
            secretText: null,
            startDateTime: '2026-10-01T00:00:00Z',
          },
        ],
})
const lists: Readonly<Record<string, (i: number) => object>> = {
  '/v1.0/servicePrincipals': principal,
  "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo": i => ({
    principalId: principalId(i),
    principalDisplayName: `Application ${i}`,
    appRoleId: i % 1000 ? 'r-2' : 'r-1',
  }),
  '/v1.0/oauth2PermissionGrants': i => ({
    clientId: principalId(i),
    consentType: i % 2 ? 'Principal' : 'AllPrincipals',
    scope: 'openid profile User.Read Mail.Read',
  }),
}
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  const send = (body: object): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const make = lists[url.pathname]
  if (url.pathname.endsWith("c000-000000000000')"))
    return send({
      id: 'graph',
      appRoles: [{ id: 'r-1', value: 'RoleManagement.ReadWrite.Directory' }],
    })
  if (!make) return send({ value: [] })
  const from = Number(url.searchParams.get('$skiptoken') ?? 0)
  const size = Math.min(Number(url.searchParams.get('$top') ?? 100), total - from)
  const next = new URL(url)
  next.searchParams.set('$skiptoken', String(from + size))
  send({
    ...(from + size < total ? { '@odata.nextLink': next.href } : {}),
    value: Array.from({ length: size }, (_, i) => make(from + i)),
  })
})
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
