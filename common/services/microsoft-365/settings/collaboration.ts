import type { Setting } from '../../../model/setting.ts'
import { count, documents, flag, graph, page, setting, word, workload } from './setting.ts'

const teams = 'https://admin.teams.microsoft.com/'
const sharingPage = page(
  'Policies > Sharing',
  'https://admin.microsoft.com/sharepoint?page=sharing',
)
const sharepoint = { ...workload('/_api/SPO.Tenant', 'sharepoint-admin'), ...sharingPage }
const configuration = (name: string) =>
  workload(`/Skype.Policy/configurations/${name}`, 'teams-admin')

export const sharepointSettings: readonly Setting[] = [
  setting('sharepoint-sharing-capability', 'External sharing of SharePoint', word, {
    ...graph('/v1.0/admin/sharepoint/settings', 'SharePointTenantSettings.Read.All'),
    ...sharingPage,
  }),
  setting('onedrive-sharing-capability', 'External sharing of OneDrive', word, sharepoint),
  setting('sharepoint-sharing-domain-restriction', 'Limit external sharing by domain', word, {
    ...graph('/v1.0/admin/sharepoint/settings', 'SharePointTenantSettings.Read.All'),
    ...sharingPage,
  }),
  setting('sharepoint-default-link-type', 'Kind of new sharing links', word, sharepoint),
  setting(
    'sharepoint-default-link-permission',
    'Right that new sharing links give',
    word,
    sharepoint,
  ),
  setting('sharepoint-anyone-link-days', 'Days until links for anyone end', count, sharepoint),
  setting(
    'sharepoint-anyone-file-permission',
    'Right that links for anyone give on files',
    word,
    sharepoint,
  ),
  setting(
    'sharepoint-anyone-folder-permission',
    'Right that links for anyone give on folders',
    word,
    sharepoint,
  ),
  setting(
    'sharepoint-verification-code-required',
    'People with a verification code must prove themselves again',
    flag,
    sharepoint,
  ),
  setting('sharepoint-verification-code-days', 'Days until they must', count, sharepoint),
]

export const teamsSettings: readonly Setting[] = [
  setting('teams-meeting-policies', 'Meeting policies', documents, {
    ...configuration('TeamsMeetingPolicy'),
    ...page('Meetings > Meeting policies', `${teams}policies/meetings`),
  }),
  setting('teams-event-policies', 'Live events policies', documents, {
    ...configuration('TeamsMeetingBroadcastPolicy'),
    ...page('Meetings > Live events policies', `${teams}policies/broadcast`),
  }),
  setting('teams-federation-configurations', 'External access', documents, {
    ...configuration('TenantFederationSettings'),
    ...page('Users > External access', `${teams}company-wide-settings/external-communications`),
  }),
  setting('teams-client-configurations', 'Teams settings', documents, {
    ...configuration('TeamsClientConfiguration'),
    ...page('Teams > Teams settings', `${teams}company-wide-settings/teams-settings`),
  }),
  setting(
    'teams-tenants',
    'Plans of the Teams tenant',
    documents,
    workload('/Teams.Tenant/tenants', 'teams-admin'),
  ),
  setting('teams-app-permission-policies', 'App permission policies', documents, {
    ...configuration('TeamsAppPermissionPolicy'),
    ...page('Teams apps > Permission policies', `${teams}policies/app-permission`),
  }),
  setting(
    'teams-org-app-settings',
    'Org-wide app settings',
    documents,
    page(
      'Teams apps > Manage apps > Actions > Org-wide app settings',
      `${teams}policies/manage-apps`,
    ),
  ),
]
