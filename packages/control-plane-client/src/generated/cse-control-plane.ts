// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.

export interface paths {
    "/v1/{project_id}/kie/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import KIE configuration items from a file */
        post: operations["importKieConfigs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{project_id}/kie/download": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export KIE configuration items */
        post: operations["exportKieConfigs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/govern/configs/{dimension}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a ServiceComb 1.0 configuration scope */
        delete: operations["deleteConfigDimension"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/flavors": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List engine flavors */
        get: operations["listEngineFlavors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List engines */
        get: operations["listEngines"];
        put?: never;
        /** Create an engine (long-running) */
        post: operations["createEngine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get one engine */
        get: operations["getEngine"];
        /** Change the display name or description of an engine */
        put: operations["updateEngine"];
        post?: never;
        /** Delete an engine (long-running) */
        delete: operations["deleteEngine"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get one engine job */
        get: operations["getEngineJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get the engine quota */
        get: operations["getEngineQuotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}/upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Upgrade an engine to a version (long-running) */
        put: operations["upgradeEngine"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}/config": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Switch the authentication type of an engine (long-running) */
        put: operations["updateEngineConfig"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}/resize": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Change the flavor of a pay-per-use engine (long-running) */
        put: operations["resizeEngine"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Retry the failed job of an exclusive ServiceComb engine */
        put: operations["retryEngineJob"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List the jobs of an engine */
        get: operations["listEngineJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/{project_id}/enginemgr/engines/{engine_id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the IAM identity for an RBAC token of the engine */
        post: operations["createEngineToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/govern/governance/display": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List traffic definitions with their policies */
        get: operations["listGovernancePolicies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/govern/route-rule/microservices/{service_name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get the dark-launch rules of a microservice */
        get: operations["getRouteRules"];
        /** Create or replace the dark-launch rules of a microservice */
        put: operations["putRouteRules"];
        post?: never;
        /** Delete the dark-launch rules of a microservice */
        delete: operations["deleteRouteRules"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/govern/governance/{kind}/{policy_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get a governance policy */
        get: operations["getGovernancePolicy"];
        /** Change a governance policy */
        put: operations["updateGovernancePolicy"];
        post?: never;
        /** Delete a governance policy */
        delete: operations["deleteGovernancePolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/govern/governance/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List the governance policies of one kind */
        get: operations["listGovernancePoliciesByKind"];
        put?: never;
        /** Create a governance policy */
        post: operations["createGovernancePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/csemonitor/thresholds": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get the thresholds of several microservices */
        get: operations["listThresholds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/csemonitor/metric": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get what microservices report */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/csemonitor/metric/list": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List who reports metrics */
        get: operations["listMetricKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Replace the roles of an RBAC account */
        put: operations["updateAccount"];
        post?: never;
        /** Delete an RBAC account */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{project_id}/accounts/{name}/password": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the password of an RBAC account */
        post: operations["changeAccountPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{project_id}/nacos/v1/console/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List Nacos namespaces */
        get: operations["listNacosNamespaces"];
        /** Rename a Nacos namespace */
        put: operations["updateNacosNamespace"];
        /** Create a Nacos namespace */
        post: operations["createNacosNamespace"];
        /** Delete a Nacos namespace */
        delete: operations["deleteNacosNamespace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Error body. Read the message as error_msg, then error_message. */
        CseError: {
            /** @description SVCSTG.* from CSE, APIGW.* or APIG.* from the API gateway, IAM.* from IAM. */
            error_code: string;
            /** @description Message (documented name). */
            error_msg?: string;
            /** @description Message (name seen on the wire and in older CSE documents). */
            error_message?: string;
            /** @description Where it went wrong. */
            detail?: string;
            /** @description Set by the API gateway. */
            request_id?: string;
        };
        /** @description Outcome of a change. Tables and examples disagree on the case of the field, so both are typed. */
        ResultMessage: {
            /** @description Outcome, or the payload as text. */
            result?: string;
            /** @description Same, as spelled in some examples. */
            Result?: string;
        };
        UpperResult: {
            /** @description Outcome, for instance Success. */
            Result: string;
        };
        /** @description Labels of an item, name to value. */
        ConfigLabels: {
            [key: string]: string;
        };
        /** @enum {string} */
        ConfigStatus: "enabled" | "disabled";
        /**
         * @description Format of the value. The values are those of 7.7.1; 5.2 shows text only.
         * @enum {string}
         */
        ValueType: "text" | "yaml" | "json" | "properties" | "ini" | "xml";
        KieConfigItem: {
            /** @description Item id. */
            id?: string;
            /** @description Item key, 1 to 2048 characters (8.2). */
            key?: string;
            labels?: components["schemas"]["ConfigLabels"];
            /** @description Item value, up to 131072 characters (8.2). */
            value?: string;
            value_type?: components["schemas"]["ValueType"];
            status?: components["schemas"]["ConfigStatus"];
            /**
             * Format: int64
             * @description Created at, epoch seconds.
             */
            create_time?: number;
            /**
             * Format: int64
             * @description Last changed at, epoch seconds.
             */
            update_time?: number;
            /**
             * Format: int64
             * @description Revision at creation.
             */
            create_revision?: number;
            /**
             * Format: int64
             * @description Revision of the last change.
             */
            update_revision?: number;
        };
        KieImportFailure: {
            /** @description Key of the item. */
            key?: string;
            labels?: components["schemas"]["ConfigLabels"];
            /** @description Reason code. */
            error_code?: string | number;
            /** @description Reason. */
            error_message?: string;
        };
        KieImportResult: {
            /** @description Imported items. */
            success?: components["schemas"]["KieConfigItem"][];
            /** @description Items that failed. */
            failure?: components["schemas"]["KieImportFailure"][];
        };
        KieExportItem: {
            /** @description Item id. */
            id?: string;
            /** @description Item key, 1 to 2048 characters (8.2). */
            key?: string;
            labels?: components["schemas"]["ConfigLabels"];
            /** @description Item value, up to 131072 characters (8.2). */
            value?: string;
            value_type?: components["schemas"]["ValueType"];
            status?: components["schemas"]["ConfigStatus"];
        };
        KieExport: {
            metadata?: {
                /** @description Version of the export format. */
                version?: string;
                /** @description Further information. */
                annotations?: {
                    [key: string]: unknown;
                };
            };
            /** @description Exported items. */
            data: components["schemas"]["KieExportItem"][];
        };
        DeleteConfigDimensionRequest: {
            /** @description Scope information. */
            dimensionInfo?: string;
            /** @description Whether to refresh: "true" or "false". */
            flush?: string;
            /** @description Keys to delete. */
            keys?: string[];
        };
        /**
         * @description cse.s1.*: exclusive ServiceComb engine. cse.nacos2.*: registry/configuration center. Union of the lists of 5.3.2 and 5.3.3.
         * @enum {string}
         */
        Flavor: "cse.s1.small2" | "cse.s1.medium2" | "cse.s1.large2" | "cse.s1.xlarge2" | "cse.nacos2.c1.large.10" | "cse.nacos2.c1.xlarge.20" | "cse.nacos2.c1.xlarge.40" | "cse.nacos2.c1.xlarge.50" | "cse.nacos2.c1.xlarge.60" | "cse.nacos2.c1.2xlarge.100";
        FlavorSpec: {
            /** @description CPU and memory, for instance 2-4. */
            availableCpuMemory?: string;
            /** @description Whether the flavor scales linearly. */
            linear?: string | boolean;
            /** @description Allowed node flavor prefixes, joined with commas. */
            availablePrefix?: string;
        };
        FlavorBrief: {
            /** @description Flavor, or linear flavor for Nacos. */
            flavor: string;
            /** @description Description. */
            description?: string;
            spec?: components["schemas"]["FlavorSpec"];
        };
        FlavorList: {
            /** @description Number of flavors. */
            total: number;
            data: components["schemas"]["FlavorBrief"][];
        };
        /**
         * @description RBAC: security authentication. NONE: open.
         * @enum {string}
         */
        AuthType: "RBAC" | "NONE";
        /**
         * @description CSE: exclusive ServiceComb engine. NACOS: registry/configuration center.
         * @enum {string}
         */
        EngineType: "CSE" | "NACOS";
        /**
         * @description Engine state.
         * @enum {string}
         */
        EngineStatus: "Creating" | "Available" | "Unavailable" | "Deleting" | "Deleted" | "Upgrading" | "Modifying" | "CreateFailed" | "DeleteFailed" | "UpgradeFailed" | "ModifyFailed" | "Freezed";
        /**
         * @description Extra operation the engine allows now. Noting (none) occurs in an example only.
         * @enum {string}
         */
        EngineAdditionalAction: "ForceDelete" | "Rollback" | "Retry" | "Noting";
        /**
         * @description Deployment type. CSE occurs in engine details only.
         * @enum {string}
         */
        SpecType: "CSE" | "CSE2" | "Nacos2";
        EntrypointItem: {
            /** @description Primary IPv4 address, for instance https://192.168.0.169:30110. */
            masterEntrypoint?: string;
            /** @description Primary IPv6 address. */
            masterEntrypointIpv6?: string;
            /** @description Secondary IPv4 address. */
            slaveEntrypoint?: string;
            /** @description Secondary IPv6 address. */
            slaveEntrypointIpv6?: string;
            /** @description Public IPv4 addresses of an application gateway (5.3.4 only). */
            entrypointList?: string[];
            /**
             * @description Component type.
             * @enum {string}
             */
            type?: "REGISTRY" | "SERVICE";
        };
        /** @description Component name (serviceCenter, kie, configCenter, ...) to its address. */
        EntrypointMap: {
            [key: string]: components["schemas"]["EntrypointItem"];
        };
        EngineReference: {
            /** @description VPC name. */
            vpc?: string;
            /** @description VPC id (5.3.4 only). */
            vpcId?: string;
            /** @description Availability zones. */
            azList?: string[];
            /** @description Subnet network id. */
            networkId?: string;
            /** @description IPv4 subnet. */
            subnetCidr?: string;
            /** @description IPv6 subnet. */
            subnetCidrV6?: string;
            /** @description Subnet gateway. */
            subnetGateway?: string;
            /** @description Load balancer id (5.3.4 only). */
            elbId?: string;
            /** @description Public address id. */
            publicIpId?: string;
            /** @description Microservices allowed. */
            serviceLimit?: string | number;
            /** @description Instances allowed. */
            instanceLimit?: string | number;
            /** @description Additional parameters, for instance nodeFlavor and is_arm_cluster. */
            inputs?: {
                [key: string]: string;
            };
        };
        /** @description Tags. */
        EngineTags: string | {
            key?: string;
            value?: string;
        }[];
        EngineSummary: {
            /** @description Engine id. */
            id: string;
            /** @description Engine name. */
            name: string;
            /** @description Description. */
            description?: string;
            authType?: components["schemas"]["AuthType"];
            /** @description Enterprise project id. */
            enterpriseProjectId?: string;
            /** @description Enterprise project name. */
            enterpriseProjectName?: string;
            type?: components["schemas"]["EngineType"];
            flavor?: components["schemas"]["Flavor"];
            /** @description Billing: 1 pay-per-use, 2 free of charge (0 yearly/monthly). */
            payment?: string;
            status?: components["schemas"]["EngineStatus"];
            /** @description Address outside the engine. */
            externalAddress?: string;
            serviceEndpoint?: components["schemas"]["EntrypointMap"];
            /** @description Public address. */
            publicAddress?: string;
            publicServiceEndpoint?: components["schemas"]["EntrypointMap"];
            /** @description Instances supported. */
            totalInstance?: number;
            /** @description Instances in use. */
            usedInstance?: number;
            /** @description Instances left. */
            availableInstance?: number;
            /** @description Current version. */
            version?: string;
            /** @description Newest version. */
            latestVersion?: string;
            /**
             * Format: int64
             * @description Created at, epoch milliseconds.
             */
            createTime?: number;
            /**
             * Format: int64
             * @description Expires at, epoch milliseconds.
             */
            dueTo?: number;
            /** @description Newest job. */
            latestJobId?: number;
            engineAdditionalActions?: components["schemas"]["EngineAdditionalAction"][];
            specType?: components["schemas"]["SpecType"];
            reference?: components["schemas"]["EngineReference"];
            tags?: components["schemas"]["EngineTags"];
        };
        EngineList: {
            /** @description Engines that match. */
            total: number;
            data: components["schemas"]["EngineSummary"][];
        };
        ClusterNode: {
            /** @description Node id. */
            id?: string;
            /** @description Availability zone. */
            az?: string;
            /** @description Node address. */
            ip?: string;
            /** @description Label. */
            label?: string;
            /**
             * @description Node status.
             * @default Active
             */
            status?: string;
        };
        CceSpec: {
            /**
             * Format: int64
             * @description Specification id.
             */
            id?: number;
            /** @description Engine id. */
            engineId?: string;
            /** @description Cluster type, always CCE. */
            specType?: string;
            /** @description Cluster information, empty at present. */
            cluster?: string;
            /** @description Cluster id. */
            clusterId?: string;
            clusterNodes?: {
                clusterNodes?: components["schemas"]["ClusterNode"][];
            };
            /** @description Cluster flavor. */
            flavor?: string;
            /** @description Region. */
            region?: string;
            /** @description Cluster version. */
            version?: string;
            /** @description Additional parameter. */
            extendParam?: string;
        };
        EngineExternalEntrypoint: {
            /** @description Address outside the engine. */
            externalAddress?: string;
            /** @description Public address. */
            publicAddress?: string;
            serviceEndpoint?: components["schemas"]["EntrypointMap"];
            publicServiceEndpoint?: components["schemas"]["EntrypointMap"];
        };
        EngineDetail: {
            /** @description Engine id. */
            id: string;
            /** @description Engine name. */
            name: string;
            /** @description Description. */
            description?: string;
            authType?: components["schemas"]["AuthType"];
            /** @description Flavor. */
            flavor?: string;
            /** @description Billing mode. */
            payment?: string;
            /** @description Current version. */
            version?: string;
            /** @description Newest version. */
            latestVersion?: string;
            status: components["schemas"]["EngineStatus"];
            /** @description Whether it is the default engine. */
            beDefault?: boolean;
            /** @description Creator. */
            createUser?: string;
            /**
             * Format: int64
             * @description Created at, epoch milliseconds.
             */
            createTime?: number;
            cceSpec?: components["schemas"]["CceSpec"];
            externalEntrypoint?: components["schemas"]["EngineExternalEntrypoint"];
            reference?: components["schemas"]["EngineReference"];
            /** @description Newest job. */
            latestJobId?: number;
            /** @description Enterprise project id. */
            enterpriseProjectId?: string;
            /** @description Enterprise project name. */
            enterpriseProjectName?: string;
            engineAdditionalActions?: components["schemas"]["EngineAdditionalAction"][];
            /** @description Deployment type; documented default CSE. */
            specType?: components["schemas"]["SpecType"];
            type?: components["schemas"]["EngineType"];
            /** @description Project id. */
            projectId?: string;
            /** @description Virtual machines on the resource tenant side. */
            vmIds?: string[];
            tags?: components["schemas"]["EngineTags"];
        };
        CreateEngineRequest: {
            /** @description Engine name. The reference gives no rule here; the vendor SDK says 3 to 24 characters, letter first, letters, digits and hyphens, no hyphen at the end. */
            name: string;
            /** @description Description. */
            description?: string;
            /**
             * @description 1: pay-per-use. 0 (yearly/monthly) and 2 (free of charge) are documented as not supported.
             * @enum {string}
             */
            payment: "0" | "1" | "2";
            flavor: components["schemas"]["Flavor"];
            /** @description Availability zones; needed for a ServiceComb engine. */
            azList?: string[];
            /** @description Needed for a ServiceComb engine. */
            authType?: components["schemas"]["AuthType"];
            /** @description VPC name. */
            vpc: string;
            /** @description VPC id. */
            vpcId: string;
            /** @description Subnet id. */
            networkId: string;
            /** @description Subnet CIDR. */
            subnetCidr: string;
            /** @description Public address id; null at present. */
            publicIpId?: string | null;
            /** @description Needed when authType is RBAC on a ServiceComb engine. */
            auth_cred?: components["schemas"]["EngineRbacPassword"];
            /**
             * @description Deployment type.
             * @default CSE2
             * @enum {string}
             */
            specType: "CSE2" | "Nacos2";
            /** @description Additional parameters. */
            inputs?: {
                [key: string]: string;
            };
            enginestateInfo?: {
                /** @description Cluster. */
                cluster?: boolean;
                /** @description Twin cluster. */
                twinClusters?: boolean;
                /** @description Single engine. */
                singleEngine?: boolean;
            };
            /** @description Creation period type. */
            periodType?: number;
            /** @description Enterprise project. */
            enterpriseProject?: {
                id?: string;
                name?: string;
                description?: string;
                status?: number;
                created_at?: string;
                updated_at?: string;
                label?: string;
            };
            resourceParams?: {
                /** @description Automatic renewal. */
                isAutoRenew?: number;
            };
            /** @description Product id. */
            productId?: string;
            /** @description Capacity product id. */
            capacityProductId?: string;
            /** @description Free of charge. */
            isFree?: boolean;
            /** @description Subnet name. */
            subnetName?: string;
            /** @description Tags. */
            tags?: string[];
            /** @description Load balancer id. */
            elbId?: string;
            /** @description Load balancer name. */
            elbName?: string;
        };
        EngineRbacPassword: {
            /**
             * Format: password
             * @description Password of the account root.
             */
            pwd?: string;
        };
        UpdateEngineRequest: {
            /** @description Description. */
            description?: string;
            /** @description Display name. */
            alias?: string;
            /** @description Application gateways only; from the example. */
            maintenanceConfig?: {
                /** @description Start of the maintenance window, HH:mm. */
                time?: string;
            };
        };
        EngineJobRef: {
            /** @description Engine id. */
            id: string;
            /** @description Engine name. */
            name?: string;
            /** @description Job to poll. */
            jobId: number;
        };
        ResizeJobRef: {
            /** @description Engine id. */
            id: string;
            /** @description Engine name. */
            name?: string;
            /** @description Job to poll. */
            job_id: number;
        };
        /**
         * @description Kind of job.
         * @enum {string}
         */
        JobType: "Create" | "Delete" | "Updated" | "Upgrade" | "Configure" | "Modify";
        /**
         * @description PreInit, Init and Executing are in progress; Finished, Error and Timeout are final.
         * @enum {string}
         */
        JobStatus: "PreInit" | "Init" | "Executing" | "Error" | "Timeout" | "Finished";
        TaskExecutorBrief: {
            /**
             * Format: int64
             * @description Duration, milliseconds by the look of the example.
             */
            duration?: number;
            /** @description Description. */
            description?: string;
        };
        JobTask: {
            /** @description Job. */
            jobId?: number;
            /**
             * Format: int64
             * @description Sub-job id.
             */
            id?: number;
            type?: components["schemas"]["JobType"];
            /** @description Executor. */
            assigned?: string;
            /** @description Name. */
            taskName?: string;
            /** @description Engine name. */
            engineName?: string;
            /** @description Order of execution, ascending. */
            taskOrder?: number;
            status?: components["schemas"]["JobStatus"];
            /**
             * Format: int64
             * @description Started at, epoch milliseconds.
             */
            startTime?: number;
            /**
             * Format: int64
             * @description Ended at, epoch milliseconds.
             */
            endTime?: number;
            /**
             * Format: int64
             * @description Created at, epoch milliseconds.
             */
            createTime?: number;
            /**
             * Format: int64
             * @description Changed at, epoch milliseconds.
             */
            updateTime?: number;
            /** @description Time-out marker; -1 in the example. */
            timeout?: number;
            /** @description Details gathered while running. */
            log?: string;
            /**
             * @description Output, JSON text.
             * @default {}
             */
            output?: string;
            taskExecutorBrief?: components["schemas"]["TaskExecutorBrief"];
        };
        JobPhase: {
            /** @description Phase name. */
            taskName?: string;
            /** @description Names of its steps. */
            taskNames?: string[];
            status?: components["schemas"]["JobStatus"];
            /**
             * Format: int64
             * @description Started at, epoch milliseconds.
             */
            startTime?: number;
            /**
             * Format: int64
             * @description Ended at, epoch milliseconds.
             */
            endTime?: number;
            taskExecutorBrief?: components["schemas"]["TaskExecutorBrief"];
            /** @description Steps. */
            tasks?: components["schemas"]["JobTask"][];
        };
        EngineJob: {
            /** @description Job id. */
            id: number;
            /** @description Engine id. */
            engineId?: string;
            type?: components["schemas"]["JobType"];
            /** @description Description. */
            description?: string;
            status: components["schemas"]["JobStatus"];
            /**
             * @description 1 while it runs, else 0.
             * @enum {integer}
             */
            scheduling?: 0 | 1;
            /** @description Creator. */
            createUser?: string;
            /**
             * Format: int64
             * @description Started at, epoch milliseconds.
             */
            startTime?: number;
            /**
             * Format: int64
             * @description Ended at, epoch milliseconds.
             */
            endTime?: number;
            /** @description Execution context. */
            context?: string;
            /** @description Phases. */
            tasks?: components["schemas"]["JobPhase"][];
        };
        EngineJobListItem: {
            /** @description Job id. */
            id: number;
            /** @description Engine id. */
            engineId?: string;
            type?: components["schemas"]["JobType"];
            /** @description Description. */
            description?: string;
            status: components["schemas"]["JobStatus"];
            /**
             * @description 1 while it runs, else 0.
             * @enum {integer}
             */
            scheduling?: 0 | 1;
            /** @description Creator. */
            createUser?: string;
            /**
             * Format: int64
             * @description Started at, epoch milliseconds.
             */
            startTime?: number;
            /**
             * Format: int64
             * @description Ended at, epoch milliseconds.
             */
            endTime?: number;
            /** @description Execution context. */
            context?: string;
            /** @description Sub-jobs. */
            tasks?: components["schemas"]["JobTask"][];
        };
        EngineJobList: {
            /** @description Number of jobs. */
            total: number;
            data: components["schemas"]["EngineJobListItem"][];
        };
        EngineQuotas: {
            quotas: {
                resources?: {
                    /** @description Always Engine. */
                    type?: string;
                    /** @description In use. */
                    used?: number;
                    /** @description Allowed. */
                    quota?: number;
                }[];
            };
        };
        /**
         * @description Policy kind. match-group (a traffic definition) is from service-center: etc/conf/grc.json; the reference lists the other seven.
         * @enum {string}
         */
        GovernanceKind: "retry" | "rate-limiting" | "loadbalance" | "circuit-breaker" | "instance-isolation" | "fault-injection" | "bulkhead" | "match-group";
        /**
         * @description Policy kind in answers. The dashed form is documented; the open-source ancestor puts the camel-case form into the list of 5.4.1.
         * @enum {string}
         */
        GovernanceKindOut: "retry" | "rate-limiting" | "loadbalance" | "circuit-breaker" | "instance-isolation" | "fault-injection" | "bulkhead" | "match-group" | "rateLimiting" | "circuitBreaker" | "instanceIsolation" | "faultInjection" | "matchGroup";
        /**
         * @default enabled
         * @enum {string}
         */
        PolicyStatus: "enabled" | "disabled";
        /** @description Where a policy is delivered. */
        GovSelector: {
            /** @description Environment. */
            environment?: string;
            /** @description Application. */
            app?: string;
            /** @description Microservice; absent means the whole application. */
            service?: string;
        };
        /** @description Content of the policy; depends on the kind. */
        PolicySpec: {
            [key: string]: unknown;
        };
        TrafficMatch: {
            /** @description Condition name. */
            name?: string;
            /** @description Path test, operator to value, for instance {"prefix": "/api"}. */
            apiPath?: {
                [key: string]: string;
            };
            /** @description Header name to test. */
            headers?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /** @description HTTP methods. */
            method?: string[];
            /** @description Microservice. */
            serviceName?: string;
        };
        /** @description CreateBussinessScene in the reference. */
        TrafficDefinition: {
            /** @description Policy id. */
            id?: string;
            /** @description Traffic name; may be empty. */
            name?: string;
            status?: components["schemas"]["PolicyStatus"];
            selector?: components["schemas"]["GovSelector"];
            spec?: {
                /** @description Display name. */
                alias?: string;
                /** @description Conditions, any of which may hold. */
                matches?: components["schemas"]["TrafficMatch"][];
            };
        };
        GovernancePolicy: {
            /** @description Policy id. */
            id?: string;
            /** @description Policy name; equals the name of its traffic definition. */
            name?: string;
            kind?: components["schemas"]["GovernanceKindOut"];
            status?: components["schemas"]["PolicyStatus"];
            selector?: components["schemas"]["GovSelector"];
            spec?: components["schemas"]["PolicySpec"];
            /**
             * Format: int64
             * @description Created at, epoch seconds (misspelled on the wire).
             */
            creatTime?: number;
            /**
             * Format: int64
             * @description Changed at, epoch seconds.
             */
            updateTime?: number;
        };
        GovernancePolicyDetail: {
            /** @description Policy name. */
            name?: string;
            selector?: components["schemas"]["GovSelector"];
            spec?: components["schemas"]["PolicySpec"];
            /** @description Policy id. */
            id?: string;
            kind?: components["schemas"]["GovernanceKindOut"];
            status?: components["schemas"]["PolicyStatus"];
        };
        GovernancePolicyInput: {
            /** @description Policy name. */
            name?: string;
            selector?: components["schemas"]["GovSelector"];
            spec?: components["schemas"]["PolicySpec"];
            status?: components["schemas"]["PolicyStatus"];
        };
        /** @description GovPolicyDetail in the reference. */
        GovernanceView: {
            matchGroup?: components["schemas"]["TrafficDefinition"];
            policies?: components["schemas"]["GovernancePolicy"][];
        };
        RouteHeaderMatch: {
            /** @description Value to equal. */
            exact?: string;
            /** @description Ignore case. */
            caseInsensitive?: boolean;
        };
        RouteRule: {
            /** @description Priority; the larger value wins. */
            precedence?: number;
            /** @description Absent: every request matches. */
            match?: {
                /** @description Header name to test. */
                headers?: {
                    [key: string]: components["schemas"]["RouteHeaderMatch"];
                };
            };
            /** @description Target groups. */
            route?: {
                /** @description Rule name. */
                name?: string;
                /** @description Weight. */
                weight?: number;
                /** @description Instance tags; instances that carry all of them form the group. */
                tags?: {
                    [key: string]: string;
                };
            }[];
        };
        MetricThreshold: {
            /**
             * Format: int64
             * @description Timestamp.
             */
            $timestamp?: number;
            /** @description Application id. */
            appId?: string;
            /** @description Average latency, ms. */
            avgDelay?: number;
            /** @description Environment. */
            environment?: string;
            /**
             * Format: float
             * @description Failed requests, percent.
             */
            failureRate?: number;
            /** @description Service name. */
            serviceName?: string;
            /** @description Requests per second. */
            throughput?: number;
        };
        /** @enum {string} */
        CheckStatus: "NORMAL" | "ABNORMAL" | "UNKNOWN";
        MetricInfo: {
            /**
             * Format: int64
             * @description Timestamp, epoch milliseconds.
             */
            time?: number;
            /** @description Application id. */
            appId?: string;
            /** @description Service version. */
            version?: string;
            /**
             * Format: double
             * @description Requests per second.
             */
            qps?: number;
            /**
             * Format: double
             * @description Latency, ms.
             */
            latency?: number;
            /**
             * Format: double
             * @description Success rate, 0 to 100.
             */
            rate?: number;
            /**
             * Format: double
             * @description Failure rate, 0 to 100.
             */
            failureRate?: number;
            /**
             * Format: int64
             * @description Requests.
             */
            total?: number;
            /**
             * Format: float
             * @description Average circuit-breaker rate.
             */
            breakerRateAgg?: number;
            /** @description Circuit breaker open now. */
            circuitBreakerOpen?: boolean;
            /**
             * Format: int64
             * @description Failures.
             */
            failure?: number;
            /**
             * Format: int64
             * @description Calls cut off by the breaker.
             */
            shortCircuited?: number;
            /**
             * Format: int64
             * @description Calls rejected by the semaphore.
             */
            semaphoreRejected?: number;
            /**
             * Format: int64
             * @description Calls rejected by the thread pool.
             */
            threadPoolRejected?: number;
            /**
             * Format: int64
             * @description Time-outs.
             */
            countTimeout?: number;
            /**
             * Format: double
             * @description Latency at percentile 99.5, ms.
             */
            l995?: number;
            /**
             * Format: double
             * @description Latency at percentile 99, ms.
             */
            l99?: number;
            /**
             * Format: double
             * @description Latency at percentile 90, ms.
             */
            l90?: number;
            /**
             * Format: double
             * @description Latency at percentile 75, ms.
             */
            l75?: number;
            /**
             * Format: double
             * @description Latency at percentile 50, ms.
             */
            l50?: number;
            /**
             * Format: double
             * @description Latency at percentile 25, ms.
             */
            l25?: number;
            /**
             * Format: double
             * @description Latency at percentile 5, ms.
             */
            l5?: number;
            /** @description Name. */
            name?: string;
            /** @description Service id. */
            serviceId?: string;
            /**
             * Format: int64
             * @description Instances.
             */
            instanceCount?: number;
            /** @description Environment. */
            environment?: string;
            diagnosis?: components["schemas"]["MetricDiagnosis"];
            /** @description Instance id. */
            instanceId?: string;
            /** @description Threads. */
            thread?: number;
            /**
             * Format: double
             * @description CPU use, percent.
             */
            cpu?: number;
            /** @description Memory use, percent. */
            memory?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description Functions.
             */
            functionCount?: number;
            /** @description Custom values. */
            customs?: {
                [key: string]: unknown;
            };
            /** @description Providers as cached by the instance. */
            providersCache?: components["schemas"]["MetricProviderCache"][];
            /** @description Function type. */
            functionType?: string;
        };
        MetricProviderCache: {
            /** @description Application id. */
            appId?: string;
            /** @description Service name. */
            microserviceName?: string;
            /** @description Details. */
            detail?: string;
            pulledInstances?: {
                /** @description Instance id. */
                instanceId?: string;
                /** @description Access points. */
                endpoints?: string[];
                /** @description Host name. */
                hostName?: string;
                /** @description Timestamp. */
                timestamp?: string;
            }[];
            /** @description Status. */
            status?: string;
        };
        MetricDiagnosis: {
            /** @description Cached instances; null in the example. */
            instanceCache?: components["schemas"]["MetricInstanceCache"][] | null;
        };
        MetricInstanceCache: {
            status?: components["schemas"]["CheckStatus"];
            /**
             * Format: int64
             * @description Timestamp.
             */
            timestamp?: number;
            producers?: {
                status?: components["schemas"]["CheckStatus"];
                /** @description Application id. */
                appId?: string;
                /** @description Service name. */
                microserviceName?: string;
                /** @description Details. */
                detail?: string;
            }[];
            /**
             * Format: int64
             * @description Time of the newest abnormal check, else of the newest check.
             */
            checkTime?: number;
            latestStatus?: components["schemas"]["CheckStatus"];
        };
        MetricKeyPage: {
            list: {
                /** @description Key. */
                key?: string;
                /** @description Service id. */
                serviceId?: string;
                /** @description Service name. */
                serviceName?: string;
                /** @description Application id. */
                appId?: string;
                /** @description Version. */
                version?: string;
                /** @description Environment. */
                environment?: string;
                /** @description Custom values. */
                custom?: {
                    [key: string]: number;
                };
            }[];
            /** @description Applications. */
            appIds?: string[];
            /** @description Page number. */
            page?: number;
            /** @description Records on this page. */
            number?: number;
            /** @description Records in total. */
            total?: number;
        };
        ChangePasswordRequest: {
            /**
             * Format: password
             * @description Needed when an account changes its own password; not when an admin changes that of another.
             */
            currentPassword?: string;
            /**
             * Format: password
             * @description New password.
             */
            password: string;
        };
        NacosNamespace: {
            /** @description Namespace id; empty for public. */
            namespace?: string;
            /** @description Display name. */
            namespaceShowName?: string;
            /** @description Configurations allowed. */
            quota?: number;
            /** @description Configurations present. */
            configCount?: number;
            /** @description 0: reserved. 1: user-created. */
            type?: number;
            /** @description Description. */
            namespaceDesc?: string | null;
        };
        NacosNamespaceList: {
            /** @description 200 on success. */
            code: number;
            /** @description Message. */
            message?: string | null;
            data: components["schemas"]["NacosNamespace"][];
        };
        /** @description true on success; false is a failure in spite of status 200. */
        NacosBoolean: boolean;
    };
    responses: {
        /** @description Invalid request. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CseError"];
            };
        };
        /** @description Server error. */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CseError"];
            };
        };
        /** @description Any other status, mostly from the API gateway or IAM (401, 403, 404, 409, 422, 429, 502, ...). */
        UnexpectedError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CseError"];
            };
        };
    };
    parameters: {
        /** @description Project id of the tenant in the region (8.4). */
        ProjectId: string;
        /** @description Engine id. */
        EngineId: string;
        /** @description Enterprise project id; absent means the default enterprise project, id 0. */
        EnterpriseProjectIdOptional: string;
        /** @description Enterprise project id; 0 is the default enterprise project. */
        EnterpriseProjectIdRequired: string;
        /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
        EngineIdHeader: string;
        /** @description Id of the engine the call is for. */
        EngineIdHeaderExtra: string;
        /** @description Environment. */
        EnvironmentHeader: string;
        /** @description Microservice name. */
        ServiceName: string;
        /** @description Environment; absent means the empty one. */
        RouteEnvironment: string;
        /** @description Application. */
        RouteAppId: string;
        /** @description Policy kind. */
        Kind: components["schemas"]["GovernanceKind"];
        /** @description Policy id. */
        PolicyId: string;
        /** @description RBAC account name. */
        AccountName: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    importKieConfigs: {
        parameters: {
            query?: {
                /** @description What to do with an item that already exists: force overwrites it, abort stops the import there, skip leaves it alone. Always send it: open-source KIE answers 400 when it is missing. */
                override?: "force" | "abort" | "skip";
                /** @description Put every imported item under this one label (labelKey:labelValue) instead of the labels in the file. */
                label?: string;
            };
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. */
                "x-engine-id"?: components["parameters"]["EngineIdHeaderExtra"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** @description The file is a JSON document of the shape that exportKieConfigs returns. */
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description JSON file, an object with a data array of items.
                     */
                    upload_file: string;
                };
            };
        };
        responses: {
            /** @description Import finished, possibly with failed items: inspect failure even on 200. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KieImportResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    exportKieConfigs: {
        parameters: {
            query?: {
                /** @description Only items that carry this label (labelKey:labelValue). */
                label?: string;
                /** @description exact: the label set must be equal, also in number. Absent: the label set must contain the given label. */
                match?: "exact";
            };
            header: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Ids of the items to export. */
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description The exported document. The suggested file name starts with the environment label value (default when it is empty, custom when there are none or several) followed by a timestamp and .json. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KieExport"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteConfigDimension: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. */
                "x-engine-id"?: components["parameters"]["EngineIdHeaderExtra"];
                /** @description Environment name. */
                "X-ENVIRONMENT"?: string;
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Scope name, in the config-center 1.0 form service@app or service@app#version. Percent-encode @ and #. */
                dimension: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeleteConfigDimensionRequest"];
            };
        };
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpperResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listEngineFlavors: {
        parameters: {
            query?: {
                /** @description CSE2: exclusive ServiceComb engines. Nacos2: registry/configuration centers. */
                specType?: "CSE2" | "Nacos2";
            };
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Flavors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlavorList"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listEngines: {
        parameters: {
            query: {
                /** @description Where to start. Called a page number in the reference, but it counts records: advance it by the number of records received. */
                offset: number;
                /** @description Page size, as a decimal string. */
                limit: string;
                /** @description ALL: every engine. CSE: ServiceComb engines. Nacos: registry/configuration centers. */
                type?: "ALL" | "CSE" | "Nacos";
            };
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of engines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineList"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    createEngine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEngineRequest"];
            };
        };
        responses: {
            /** @description Creation accepted; poll getEngineJob with jobId. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineJobRef"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getEngine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Engine details. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    updateEngine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateEngineRequest"];
            };
        };
        responses: {
            /** @description Changed; no body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteEngine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletion accepted; poll getEngineJob until it is finished or the engine is unknown. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineJobRef"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getEngineJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
                /** @description Job id (jobId of the operation that started it). */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Job with its phases. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineJob"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getEngineQuotas: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Quota and use. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineQuotas"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    upgradeEngine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "2.4.0"
                 *     }
                 */
                "application/json": {
                    /** @description Target version, usually latestVersion of the engine. */
                    version: string;
                };
            };
        };
        responses: {
            /** @description Upgrade accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineJobRef"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    updateEngineConfig: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    authType: components["schemas"]["AuthType"];
                };
            };
        };
        responses: {
            /** @description Change accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineJobRef"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    resizeEngine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New flavor. */
                    flavor: string;
                    /** @description Replaces the additional parameters of the engine. */
                    inputs?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Change accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResizeJobRef"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    retryEngineJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Only Retry is documented.
                     * @enum {string}
                     */
                    action: "Retry";
                };
            };
        };
        responses: {
            /** @description Retry accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineJobRef"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listEngineJobs: {
        parameters: {
            query?: {
                /** @description Where to start, as a decimal string. */
                offset?: string;
                /** @description Page size, as a decimal string. */
                limit?: string;
                /** @description Start of the date range. Format not documented; job times are epoch milliseconds. */
                "from-time"?: string;
                /** @description End of the date range. */
                "to-time"?: string;
            };
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineJobList"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    createEngineToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Nacos namespace. */
                "X-Namespace-ID"?: string;
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Engine id. */
                engine_id: components["parameters"]["EngineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description RBAC token for the engine itself. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description RBAC token. */
                        token: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listGovernancePolicies: {
        parameters: {
            query: {
                /** @description Environment; all for every environment. */
                environment: string;
                /** @description Application. */
                app?: string;
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Traffic definitions with policies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GovernanceView"][];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getRouteRules: {
        parameters: {
            query?: {
                /** @description Environment; absent means the empty one. */
                environment?: components["parameters"]["RouteEnvironment"];
                /** @description Application. */
                app_id?: components["parameters"]["RouteAppId"];
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice name. */
                service_name: components["parameters"]["ServiceName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rules, inside a string. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    putRouteRules: {
        parameters: {
            query?: {
                /** @description Environment; absent means the empty one. */
                environment?: components["parameters"]["RouteEnvironment"];
                /** @description Application. */
                app_id?: components["parameters"]["RouteAppId"];
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice name. */
                service_name: components["parameters"]["ServiceName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RouteRule"][];
            };
        };
        responses: {
            /** @description Stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteRouteRules: {
        parameters: {
            query?: {
                /** @description Environment; absent means the empty one. */
                environment?: components["parameters"]["RouteEnvironment"];
                /** @description Application. */
                app_id?: components["parameters"]["RouteAppId"];
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice name. */
                service_name: components["parameters"]["ServiceName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getGovernancePolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
                /** @description Environment. */
                "x-environment"?: components["parameters"]["EnvironmentHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Policy kind. */
                kind: components["parameters"]["Kind"];
                /** @description Policy id. */
                policy_id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GovernancePolicyDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    updateGovernancePolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
                /** @description Environment. */
                "x-environment"?: components["parameters"]["EnvironmentHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Policy kind. */
                kind: components["parameters"]["Kind"];
                /** @description Policy id. */
                policy_id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GovernancePolicyInput"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteGovernancePolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
                /** @description Environment. */
                "x-environment"?: components["parameters"]["EnvironmentHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Policy kind. */
                kind: components["parameters"]["Kind"];
                /** @description Policy id. */
                policy_id: components["parameters"]["PolicyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listGovernancePoliciesByKind: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
                /** @description Environment. */
                "x-environment"?: components["parameters"]["EnvironmentHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Policy kind. */
                kind: components["parameters"]["Kind"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Policies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["GovernanceView"] | components["schemas"]["GovernancePolicy"])[];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    createGovernancePolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
                /** @description Environment. */
                "x-environment"?: components["parameters"]["EnvironmentHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description Policy kind. */
                kind: components["parameters"]["Kind"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GovernancePolicyInput"];
            };
        };
        responses: {
            /** @description Created. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listThresholds: {
        parameters: {
            query: {
                /** @description Service names, joined with commas. */
                services: string;
            };
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. */
                "x-engine-id"?: components["parameters"]["EngineIdHeaderExtra"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Thresholds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricThreshold"][];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getMetrics: {
        parameters: {
            query: {
                /** @description Service names, joined with commas. */
                service: string;
                /** @description Instance name. */
                instance?: string;
                /** @description Function name. */
                function?: string;
                /** @description Batch query flag (values not documented). */
                flag?: string;
            };
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. */
                "x-engine-id"?: components["parameters"]["EngineIdHeaderExtra"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics, as an array of arrays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricInfo"][][];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listMetricKeys: {
        parameters: {
            query?: {
                /** @description Page number, as a decimal string. */
                page?: string;
                /** @description Page size, as a decimal string. */
                number?: string;
                /** @description Sort direction. */
                sortType?: "increase" | "decrease";
                /** @description Sort field. */
                sortKey?: "name" | "qps" | "latency" | "total";
                /** @description Applications, joined with commas. */
                appIds?: string;
                /** @description Name filter. */
                nameFilter?: string;
            };
            header?: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. */
                "x-engine-id"?: components["parameters"]["EngineIdHeaderExtra"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricKeyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description RBAC account name. */
                name: components["parameters"]["AccountName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New roles; replaces the whole list. */
                    roles?: string[];
                };
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description RBAC account name. */
                name: components["parameters"]["AccountName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    changeAccountPassword: {
        parameters: {
            query?: never;
            header: {
                /** @description Enterprise project id; absent means the default enterprise project, id 0. */
                "X-Enterprise-Project-ID"?: components["parameters"]["EnterpriseProjectIdOptional"];
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
                /** @description RBAC account name. */
                name: components["parameters"]["AccountName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordRequest"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultMessage"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listNacosNamespaces: {
        parameters: {
            query: {
                /** @description Page number, from 0. */
                offset: number;
                /** @description Page size; 0 returns everything on one page. */
                limit: number;
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Namespaces. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NacosNamespaceList"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    updateNacosNamespace: {
        parameters: {
            query: {
                /** @description Namespace id. */
                namespace: string;
                /** @description New display name; none of @ # $ % ^ & *. */
                namespaceShowName: string;
                /** @description Description. */
                namespaceDesc: string;
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description true when changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NacosBoolean"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    createNacosNamespace: {
        parameters: {
            query: {
                /** @description Namespace id; letters, digits, hyphen, underscore. */
                customNamespaceId: string;
                /** @description Display name; none of @ # $ % ^ & *. */
                namespaceName: string;
                /** @description Description. */
                namespaceDesc?: string;
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description true when created. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NacosBoolean"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteNacosNamespace: {
        parameters: {
            query: {
                /** @description Namespace id. */
                namespaceId: string;
            };
            header: {
                /** @description Id of the engine the call is for. Written X-Engine-Id in 5.5. */
                "x-engine-id": components["parameters"]["EngineIdHeader"];
                /** @description Enterprise project id; 0 is the default enterprise project. */
                "X-Enterprise-Project-ID": components["parameters"]["EnterpriseProjectIdRequired"];
            };
            path: {
                /** @description Project id of the tenant in the region (8.4). */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description true when deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NacosBoolean"];
                };
            };
            400: components["responses"]["BadRequest"];
            default: components["responses"]["UnexpectedError"];
        };
    };
}
