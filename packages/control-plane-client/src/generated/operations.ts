// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.
import type { OperationRow } from '../operation-row.ts'

/** Every operation of the three APIs: what is sent where, and what comes back. */
export const OPERATIONS = {
  importKieConfigs: {
    api: "cloud",
    server: "cloud",
    section: "5.2.1",
    method: "POST",
    path: "/v1/{project_id}/kie/file",
    body: "multipart",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "override": {"in":"query","wire":"override","values":["force","abort","skip"]},
      "label": {"in":"query","wire":"label"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","fallback":"engineId"}
    }
  },
  exportKieConfigs: {
    api: "cloud",
    server: "cloud",
    section: "5.2.2",
    method: "POST",
    path: "/v1/{project_id}/kie/download",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "label": {"in":"query","wire":"label"},
      "match": {"in":"query","wire":"match","values":["exact"]},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"}
    }
  },
  deleteConfigDimension: {
    api: "cloud",
    server: "cloud",
    section: "5.2.3",
    method: "DELETE",
    path: "/v3/{project_id}/govern/configs/{dimension}",
    body: "json",
    bodyRequired: false,
    answer: "result",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "dimension": {"in":"path","wire":"dimension","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","fallback":"engineId"},
      "environment": {"in":"header","wire":"X-ENVIRONMENT"}
    }
  },
  listEngineFlavors: {
    api: "cloud",
    server: "cloud",
    section: "5.3.1",
    method: "GET",
    path: "/v2/{project_id}/enginemgr/flavors",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "specType": {"in":"query","wire":"specType","values":["CSE2","Nacos2"]},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  listEngines: {
    api: "cloud",
    server: "cloud",
    section: "5.3.2",
    method: "GET",
    path: "/v2/{project_id}/enginemgr/engines",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "offset": {"in":"query","wire":"offset","required":true},
      "limit": {"in":"query","wire":"limit","required":true},
      "type": {"in":"query","wire":"type","values":["ALL","CSE","Nacos"]},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  createEngine: {
    api: "cloud",
    server: "cloud",
    section: "5.3.3",
    method: "POST",
    path: "/v2/{project_id}/enginemgr/engines",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  getEngine: {
    api: "cloud",
    server: "cloud",
    section: "5.3.4",
    method: "GET",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  updateEngine: {
    api: "cloud",
    server: "cloud",
    section: "5.3.12",
    method: "PUT",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}",
    body: "json",
    bodyRequired: true,
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  deleteEngine: {
    api: "cloud",
    server: "cloud",
    section: "5.3.7",
    method: "DELETE",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  getEngineJob: {
    api: "cloud",
    server: "cloud",
    section: "5.3.5",
    method: "GET",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}/jobs/{job_id}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "jobId": {"in":"path","wire":"job_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  getEngineQuotas: {
    api: "cloud",
    server: "cloud",
    section: "5.3.6",
    method: "GET",
    path: "/v2/{project_id}/enginemgr/quotas",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  upgradeEngine: {
    api: "cloud",
    server: "cloud",
    section: "5.3.8",
    method: "PUT",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}/upgrade",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  updateEngineConfig: {
    api: "cloud",
    server: "cloud",
    section: "5.3.9",
    method: "PUT",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}/config",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  resizeEngine: {
    api: "cloud",
    server: "cloud",
    section: "5.3.10",
    method: "PUT",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}/resize",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  retryEngineJob: {
    api: "cloud",
    server: "cloud",
    section: "5.3.11",
    method: "PUT",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}/actions",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  listEngineJobs: {
    api: "cloud",
    server: "cloud",
    section: "5.3.13",
    method: "GET",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}/jobs",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "offset": {"in":"query","wire":"offset"},
      "limit": {"in":"query","wire":"limit"},
      "fromTime": {"in":"query","wire":"from-time"},
      "toTime": {"in":"query","wire":"to-time"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"}
    }
  },
  createEngineToken: {
    api: "cloud",
    server: "cloud",
    section: "5.3.14",
    method: "POST",
    path: "/v2/{project_id}/enginemgr/engines/{engine_id}/tokens",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "engineId": {"in":"path","wire":"engine_id","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "namespaceId": {"in":"header","wire":"X-Namespace-ID"}
    }
  },
  listGovernancePolicies: {
    api: "cloud",
    server: "cloud",
    section: "5.4.1",
    method: "GET",
    path: "/v3/{project_id}/govern/governance/display",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "environment": {"in":"query","wire":"environment","required":true},
      "app": {"in":"query","wire":"app"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  getRouteRules: {
    api: "cloud",
    server: "cloud",
    section: "5.4.3",
    method: "GET",
    path: "/v3/{project_id}/govern/route-rule/microservices/{service_name}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceName": {"in":"path","wire":"service_name","required":true},
      "environment": {"in":"query","wire":"environment"},
      "appId": {"in":"query","wire":"app_id"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  putRouteRules: {
    api: "cloud",
    server: "cloud",
    section: "5.4.2",
    method: "PUT",
    path: "/v3/{project_id}/govern/route-rule/microservices/{service_name}",
    body: "json",
    bodyRequired: true,
    answer: "result",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceName": {"in":"path","wire":"service_name","required":true},
      "environment": {"in":"query","wire":"environment"},
      "appId": {"in":"query","wire":"app_id"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  deleteRouteRules: {
    api: "cloud",
    server: "cloud",
    section: "5.4.4",
    method: "DELETE",
    path: "/v3/{project_id}/govern/route-rule/microservices/{service_name}",
    answer: "result",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceName": {"in":"path","wire":"service_name","required":true},
      "environment": {"in":"query","wire":"environment"},
      "appId": {"in":"query","wire":"app_id"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  getGovernancePolicy: {
    api: "cloud",
    server: "cloud",
    section: "5.4.7",
    method: "GET",
    path: "/v3/{project_id}/govern/governance/{kind}/{policy_id}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kind": {"in":"path","wire":"kind","required":true,"values":["retry","rate-limiting","loadbalance","circuit-breaker","instance-isolation","fault-injection","bulkhead","match-group"]},
      "policyId": {"in":"path","wire":"policy_id","required":true},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"},
      "environment": {"in":"header","wire":"x-environment"}
    }
  },
  updateGovernancePolicy: {
    api: "cloud",
    server: "cloud",
    section: "5.4.5",
    method: "PUT",
    path: "/v3/{project_id}/govern/governance/{kind}/{policy_id}",
    body: "json",
    bodyRequired: true,
    answer: "result",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kind": {"in":"path","wire":"kind","required":true,"values":["retry","rate-limiting","loadbalance","circuit-breaker","instance-isolation","fault-injection","bulkhead","match-group"]},
      "policyId": {"in":"path","wire":"policy_id","required":true},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"},
      "environment": {"in":"header","wire":"x-environment"}
    }
  },
  deleteGovernancePolicy: {
    api: "cloud",
    server: "cloud",
    section: "5.4.6",
    method: "DELETE",
    path: "/v3/{project_id}/govern/governance/{kind}/{policy_id}",
    answer: "result",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kind": {"in":"path","wire":"kind","required":true,"values":["retry","rate-limiting","loadbalance","circuit-breaker","instance-isolation","fault-injection","bulkhead","match-group"]},
      "policyId": {"in":"path","wire":"policy_id","required":true},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"},
      "environment": {"in":"header","wire":"x-environment"}
    }
  },
  listGovernancePoliciesByKind: {
    api: "cloud",
    server: "cloud",
    section: "5.4.9",
    method: "GET",
    path: "/v3/{project_id}/govern/governance/{kind}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kind": {"in":"path","wire":"kind","required":true,"values":["retry","rate-limiting","loadbalance","circuit-breaker","instance-isolation","fault-injection","bulkhead","match-group"]},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"},
      "environment": {"in":"header","wire":"x-environment"}
    }
  },
  createGovernancePolicy: {
    api: "cloud",
    server: "cloud",
    section: "5.4.8",
    method: "POST",
    path: "/v3/{project_id}/govern/governance/{kind}",
    body: "json",
    bodyRequired: true,
    answer: "result",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kind": {"in":"path","wire":"kind","required":true,"values":["retry","rate-limiting","loadbalance","circuit-breaker","instance-isolation","fault-injection","bulkhead","match-group"]},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"},
      "environment": {"in":"header","wire":"x-environment"}
    }
  },
  listThresholds: {
    api: "cloud",
    server: "cloud",
    section: "5.4.10",
    method: "GET",
    path: "/v3/{project_id}/csemonitor/thresholds",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "services": {"in":"query","wire":"services","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","fallback":"engineId"}
    }
  },
  getMetrics: {
    api: "cloud",
    server: "cloud",
    section: "5.4.11",
    method: "GET",
    path: "/v3/{project_id}/csemonitor/metric",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "service": {"in":"query","wire":"service","required":true},
      "instance": {"in":"query","wire":"instance"},
      "function": {"in":"query","wire":"function"},
      "flag": {"in":"query","wire":"flag"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","fallback":"engineId"}
    }
  },
  listMetricKeys: {
    api: "cloud",
    server: "cloud",
    section: "5.4.12",
    method: "GET",
    path: "/v3/{project_id}/csemonitor/metric/list",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "page": {"in":"query","wire":"page"},
      "number": {"in":"query","wire":"number"},
      "sortType": {"in":"query","wire":"sortType","values":["increase","decrease"]},
      "sortKey": {"in":"query","wire":"sortKey","values":["name","qps","latency","total"]},
      "appIds": {"in":"query","wire":"appIds"},
      "nameFilter": {"in":"query","wire":"nameFilter"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","fallback":"engineId"}
    }
  },
  updateAccount: {
    api: "cloud",
    server: "cloud",
    section: "5.5.1",
    method: "PUT",
    path: "/v3/{project_id}/accounts/{name}",
    body: "json",
    bodyRequired: true,
    answer: "result",
    good: [200],
    security: "iam-and-rbac",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "name": {"in":"path","wire":"name","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"}
    }
  },
  deleteAccount: {
    api: "cloud",
    server: "cloud",
    section: "5.5.3",
    method: "DELETE",
    path: "/v3/{project_id}/accounts/{name}",
    answer: "result",
    good: [200],
    security: "iam-and-rbac",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "name": {"in":"path","wire":"name","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"}
    }
  },
  changeAccountPassword: {
    api: "cloud",
    server: "cloud",
    section: "5.5.2",
    method: "POST",
    path: "/v3/{project_id}/accounts/{name}/password",
    body: "json",
    bodyRequired: true,
    answer: "result",
    good: [200],
    security: "iam-and-rbac",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "name": {"in":"path","wire":"name","required":true},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","fallback":"enterpriseProjectId"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"}
    }
  },
  listNacosNamespaces: {
    api: "cloud",
    server: "cloud",
    section: "6.1",
    method: "GET",
    path: "/v1/{project_id}/nacos/v1/console/namespaces",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "offset": {"in":"query","wire":"offset","required":true},
      "limit": {"in":"query","wire":"limit","required":true},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  createNacosNamespace: {
    api: "cloud",
    server: "cloud",
    section: "6.2",
    method: "POST",
    path: "/v1/{project_id}/nacos/v1/console/namespaces",
    answer: "boolean",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "customNamespaceId": {"in":"query","wire":"customNamespaceId","required":true},
      "namespaceName": {"in":"query","wire":"namespaceName","required":true},
      "namespaceDesc": {"in":"query","wire":"namespaceDesc"},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  updateNacosNamespace: {
    api: "cloud",
    server: "cloud",
    section: "6.3",
    method: "PUT",
    path: "/v1/{project_id}/nacos/v1/console/namespaces",
    answer: "boolean",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "namespace": {"in":"query","wire":"namespace","required":true},
      "namespaceShowName": {"in":"query","wire":"namespaceShowName","required":true},
      "namespaceDesc": {"in":"query","wire":"namespaceDesc","required":true},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  deleteNacosNamespace: {
    api: "cloud",
    server: "cloud",
    section: "6.4",
    method: "DELETE",
    path: "/v1/{project_id}/nacos/v1/console/namespaces",
    answer: "boolean",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "namespaceId": {"in":"query","wire":"namespaceId","required":true},
      "engineId": {"in":"header","wire":"x-engine-id","required":true,"fallback":"engineId"},
      "enterpriseProjectId": {"in":"header","wire":"X-Enterprise-Project-ID","required":true,"fallback":"enterpriseProjectId"}
    }
  },
  createToken: {
    api: "engine",
    server: "registry",
    section: "7.2.1",
    method: "POST",
    path: "/v4/token",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "none",
    inputs: {}
  },
  getMicroservice: {
    api: "engine",
    server: "registry",
    section: "7.3.1",
    method: "GET",
    path: "/v4/{project_id}/registry/microservices/{service_id}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true}
    }
  },
  deleteMicroservice: {
    api: "engine",
    server: "registry",
    section: "7.3.2",
    method: "DELETE",
    path: "/v4/{project_id}/registry/microservices/{service_id}",
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "force": {"in":"query","wire":"force"}
    }
  },
  listMicroservices: {
    api: "engine",
    server: "registry",
    section: "7.3.3",
    method: "GET",
    path: "/v4/{project_id}/registry/microservices",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "withShared": {"in":"query","wire":"withShared"}
    }
  },
  createMicroservice: {
    api: "engine",
    server: "registry",
    section: "7.3.4",
    method: "POST",
    path: "/v4/{project_id}/registry/microservices",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "domainName": {"in":"header","wire":"x-domain-name"}
    }
  },
  deleteMicroservices: {
    api: "engine",
    server: "registry",
    section: "7.3.5",
    method: "DELETE",
    path: "/v4/{project_id}/registry/microservices",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "force": {"in":"query","wire":"force"}
    }
  },
  updateMicroserviceProperties: {
    api: "engine",
    server: "registry",
    section: "7.3.6",
    method: "PUT",
    path: "/v4/{project_id}/registry/microservices/{service_id}/properties",
    body: "json",
    bodyRequired: true,
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true}
    }
  },
  checkExistence: {
    api: "engine",
    server: "registry",
    section: "7.3.7",
    method: "GET",
    path: "/v4/{project_id}/registry/existence",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "type": {"in":"query","wire":"type","required":true,"values":["microservice","schema"]},
      "env": {"in":"query","wire":"env","values":["","development","testing","acceptance","production"]},
      "appId": {"in":"query","wire":"appId"},
      "serviceName": {"in":"query","wire":"serviceName"},
      "version": {"in":"query","wire":"version"},
      "serviceId": {"in":"query","wire":"serviceId"},
      "schemaId": {"in":"query","wire":"schemaId"}
    }
  },
  getSchema: {
    api: "engine",
    server: "registry",
    section: "7.4.1",
    method: "GET",
    path: "/v4/{project_id}/registry/microservices/{service_id}/schemas/{schema_id}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "schemaId": {"in":"path","wire":"schema_id","required":true}
    }
  },
  putSchema: {
    api: "engine",
    server: "registry",
    section: "7.4.2",
    method: "PUT",
    path: "/v4/{project_id}/registry/microservices/{service_id}/schemas/{schema_id}",
    body: "json",
    bodyRequired: true,
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "schemaId": {"in":"path","wire":"schema_id","required":true}
    }
  },
  listSchemas: {
    api: "engine",
    server: "registry",
    section: "7.4.3",
    method: "GET",
    path: "/v4/{project_id}/registry/microservices/{service_id}/schemas",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "withSchema": {"in":"query","wire":"withSchema","values":["0","1"]}
    }
  },
  listInstances: {
    api: "engine",
    server: "registry",
    section: "7.5.2",
    method: "GET",
    path: "/v4/{project_id}/registry/microservices/{service_id}/instances",
    answer: "json",
    good: [200,304],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "tags": {"in":"query","wire":"tags"},
      "consumerId": {"in":"header","wire":"X-ConsumerId"},
      "rev": {"in":"query","wire":"rev"}
    }
  },
  registerInstance: {
    api: "engine",
    server: "registry",
    section: "7.5.1",
    method: "POST",
    path: "/v4/{project_id}/registry/microservices/{service_id}/instances",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "domainName": {"in":"header","wire":"x-domain-name"}
    }
  },
  getInstance: {
    api: "engine",
    server: "registry",
    section: "7.5.4",
    method: "GET",
    path: "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}",
    answer: "json",
    good: [200,304],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "instanceId": {"in":"path","wire":"instance_id","required":true},
      "tags": {"in":"query","wire":"tags"},
      "consumerId": {"in":"header","wire":"X-ConsumerId"},
      "rev": {"in":"query","wire":"rev"}
    }
  },
  deregisterInstance: {
    api: "engine",
    server: "registry",
    section: "7.5.3",
    method: "DELETE",
    path: "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}",
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "instanceId": {"in":"path","wire":"instance_id","required":true}
    }
  },
  updateInstanceProperties: {
    api: "engine",
    server: "registry",
    section: "7.5.5",
    method: "PUT",
    path: "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/properties",
    body: "json",
    bodyRequired: true,
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "instanceId": {"in":"path","wire":"instance_id","required":true},
      "consumerId": {"in":"header","wire":"X-ConsumerId"}
    }
  },
  updateInstanceStatus: {
    api: "engine",
    server: "registry",
    section: "7.5.6",
    method: "PUT",
    path: "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/status",
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "instanceId": {"in":"path","wire":"instance_id","required":true},
      "value": {"in":"query","wire":"value","required":true,"values":["UP","DOWN","STARTING","OUTOFSERVICE","TESTING"]}
    }
  },
  sendHeartbeat: {
    api: "engine",
    server: "registry",
    section: "7.5.7",
    method: "PUT",
    path: "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/heartbeat",
    answer: "none",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "serviceId": {"in":"path","wire":"service_id","required":true},
      "instanceId": {"in":"path","wire":"instance_id","required":true}
    }
  },
  findInstances: {
    api: "engine",
    server: "registry",
    section: "7.5.8",
    method: "GET",
    path: "/v4/{project_id}/registry/instances",
    answer: "json",
    good: [200,304],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "appId": {"in":"query","wire":"appId","required":true},
      "serviceName": {"in":"query","wire":"serviceName","required":true},
      "version": {"in":"query","wire":"version"},
      "tags": {"in":"query","wire":"tags"},
      "env": {"in":"query","wire":"env","values":["","development","testing","acceptance","production"]},
      "consumerId": {"in":"header","wire":"X-ConsumerId"},
      "domainName": {"in":"header","wire":"x-domain-name"},
      "rev": {"in":"query","wire":"rev"}
    }
  },
  batchFindInstances: {
    api: "engine",
    server: "registry",
    section: "7.5.9",
    method: "POST",
    path: "/v4/{project_id}/registry/instances/action",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "type": {"in":"query","wire":"type","constant":"query"},
      "consumerId": {"in":"header","wire":"X-ConsumerId"}
    }
  },
  listProviders: {
    api: "engine",
    server: "registry",
    section: "7.6.1",
    method: "GET",
    path: "/v4/{project_id}/registry/microservices/{consumer_id}/providers",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "consumerId": {"in":"path","wire":"consumer_id","required":true},
      "noSelf": {"in":"query","wire":"noSelf","values":["0","1"]},
      "sameDomain": {"in":"query","wire":"sameDomain","values":["0","1"]}
    }
  },
  listConfigs: {
    api: "engine",
    server: "config",
    section: "7.7.4",
    method: "GET",
    path: "/v1/{project_id}/kie/kv",
    answer: "json",
    good: [200,304],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "label": {"in":"query","wire":"label"},
      "match": {"in":"query","wire":"match","values":["exact"]},
      "revision": {"in":"query","wire":"revision"},
      "wait": {"in":"query","wire":"wait"},
      "key": {"in":"query","wire":"key"},
      "status": {"in":"query","wire":"status","values":["enabled","disabled"]},
      "offset": {"in":"query","wire":"offset"},
      "limit": {"in":"query","wire":"limit"}
    }
  },
  createConfig: {
    api: "engine",
    server: "config",
    section: "7.7.1",
    method: "POST",
    path: "/v1/{project_id}/kie/kv",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"}
    }
  },
  deleteConfigs: {
    api: "engine",
    server: "config",
    section: "7.7.6",
    method: "DELETE",
    path: "/v1/{project_id}/kie/kv",
    body: "json",
    bodyRequired: true,
    answer: "none",
    good: [204],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"}
    }
  },
  getConfig: {
    api: "engine",
    server: "config",
    section: "7.7.3",
    method: "GET",
    path: "/v1/{project_id}/kie/kv/{kv_id}",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kvId": {"in":"path","wire":"kv_id","required":true}
    }
  },
  updateConfig: {
    api: "engine",
    server: "config",
    section: "7.7.2",
    method: "PUT",
    path: "/v1/{project_id}/kie/kv/{kv_id}",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kvId": {"in":"path","wire":"kv_id","required":true}
    }
  },
  deleteConfig: {
    api: "engine",
    server: "config",
    section: "7.7.5",
    method: "DELETE",
    path: "/v1/{project_id}/kie/kv/{kv_id}",
    answer: "none",
    good: [200,204],
    security: "any",
    inputs: {
      "projectId": {"in":"path","wire":"project_id","required":true,"fallback":"projectId"},
      "kvId": {"in":"path","wire":"kv_id","required":true}
    }
  },
  createUserToken: {
    api: "iam",
    server: "iam",
    section: "3.2",
    method: "POST",
    path: "/v3/auth/tokens",
    body: "json",
    bodyRequired: true,
    answer: "json",
    good: [201],
    security: "none",
    inputs: {
      "nocatalog": {"in":"query","wire":"nocatalog"}
    }
  },
  listProjects: {
    api: "iam",
    server: "iam",
    section: "8.4",
    method: "GET",
    path: "/v3/projects",
    answer: "json",
    good: [200],
    security: "any",
    inputs: {
      "name": {"in":"query","wire":"name"}
    }
  }
} as const satisfies Record<string, OperationRow>
