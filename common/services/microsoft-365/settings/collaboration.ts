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
  setting({
    name: 'sharepoint-sharing-capability',
    title: 'External sharing of SharePoint',
    type: word,
    ...graph('/v1.0/admin/sharepoint/settings', 'SharePointTenantSettings.Read.All'),
    ...sharingPage,
  }),
  setting({
    name: 'onedrive-sharing-capability',
    title: 'External sharing of OneDrive',
    type: word,
    ...sharepoint,
  }),
  setting({
    name: 'sharepoint-sharing-domain-restriction',
    title: 'Limit external sharing by domain',
    type: word,
    ...graph('/v1.0/admin/sharepoint/settings', 'SharePointTenantSettings.Read.All'),
    ...sharingPage,
  }),
  setting({
    name: 'sharepoint-default-link-type',
    title: 'Kind of new sharing links',
    type: word,
    ...sharepoint,
  }),
  setting({
    name: 'sharepoint-default-link-permission',
    title: 'Right that new sharing links give',
    type: word,
    ...sharepoint,
  }),
  setting({
    name: 'sharepoint-anyone-link-days',
    title: 'Days until links for anyone end',
    type: count,
    ...sharepoint,
  }),
  setting({
    name: 'sharepoint-anyone-file-permission',
    title: 'Right that links for anyone give on files',
    type: word,
    ...sharepoint,
  }),
  setting({
    name: 'sharepoint-anyone-folder-permission',
    title: 'Right that links for anyone give on folders',
    type: word,
    ...sharepoint,
  }),
  setting({
    name: 'sharepoint-verification-code-required',
    title: 'People with a verification code must prove themselves again',
    type: flag,
    ...sharepoint,
  }),
  setting({
    name: 'sharepoint-verification-code-days',
    title: 'Days until they must',
    type: count,
    ...sharepoint,
  }),
]

export const teamsSettings: readonly Setting[] = [
  setting({
    name: 'teams-meeting-policies',
    title: 'Meeting policies',
    type: documents,
    ...configuration('TeamsMeetingPolicy'),
    ...page('Meetings > Meeting policies', `${teams}policies/meetings`),
  }),
  setting({
    name: 'teams-event-policies',
    title: 'Live events policies',
    type: documents,
    ...configuration('TeamsMeetingBroadcastPolicy'),
    ...page('Meetings > Live events policies', `${teams}policies/broadcast`),
  }),
  setting({
    name: 'teams-federation-configurations',
    title: 'External access',
    type: documents,
    ...configuration('TenantFederationSettings'),
    ...page('Users > External access', `${teams}company-wide-settings/external-communications`),
  }),
  setting({
    name: 'teams-client-configurations',
    title: 'Teams settings',
    type: documents,
    ...configuration('TeamsClientConfiguration'),
    ...page('Teams > Teams settings', `${teams}company-wide-settings/teams-settings`),
  }),
  setting({
    name: 'teams-tenants',
    title: 'Plans of the Teams tenant',
    type: documents,
    ...workload('/Teams.Tenant/tenants', 'teams-admin'),
  }),
  setting({
    name: 'teams-app-permission-policies',
    title: 'App permission policies',
    type: documents,
    ...configuration('TeamsAppPermissionPolicy'),
    ...page('Teams apps > Permission policies', `${teams}policies/app-permission`),
  }),
  setting({
    name: 'teams-org-app-settings',
    title: 'Org-wide app settings',
    type: documents,
    ...page(
      'Teams apps > Manage apps > Actions > Org-wide app settings',
      `${teams}policies/manage-apps`,
    ),
  }),
]
