// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.

export interface paths {
    "/v4/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in to an engine with security authentication */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get a microservice */
        get: operations["getMicroservice"];
        put?: never;
        post?: never;
        /** Delete a microservice */
        delete: operations["deleteMicroservice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List all microservices */
        get: operations["listMicroservices"];
        put?: never;
        /** Register a microservice */
        post: operations["createMicroservice"];
        /** Delete several microservices */
        delete: operations["deleteMicroservices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/properties": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Replace the properties of a microservice */
        put: operations["updateMicroserviceProperties"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/existence": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Find the id of a microservice, or whether a schema exists */
        get: operations["checkExistence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/schemas/{schema_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get a schema */
        get: operations["getSchema"];
        /** Create or replace a schema */
        put: operations["putSchema"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List the schemas of a microservice */
        get: operations["listSchemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List the instances of a microservice */
        get: operations["listInstances"];
        put?: never;
        /** Register an instance */
        post: operations["registerInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get an instance */
        get: operations["getInstance"];
        put?: never;
        post?: never;
        /** Deregister an instance */
        delete: operations["deregisterInstance"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/properties": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Replace the properties of an instance */
        put: operations["updateInstanceProperties"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Change the status of an instance */
        put: operations["updateInstanceStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Send a heartbeat */
        put: operations["sendHeartbeat"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/instances": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Find the instances of a microservice by name */
        get: operations["findInstances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/instances/action": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Find the instances of several microservices, with change detection */
        post: operations["batchFindInstances"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v4/{project_id}/registry/microservices/{consumer_id}/providers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List the providers of a consumer */
        get: operations["listProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{project_id}/kie/kv": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** List configuration items, with change detection */
        get: operations["listConfigs"];
        put?: never;
        /** Create a configuration item */
        post: operations["createConfig"];
        /** Delete the listed configuration items */
        delete: operations["deleteConfigs"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{project_id}/kie/kv/{kv_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        /** Get a configuration item */
        get: operations["getConfig"];
        /** Change the value or status of a configuration item */
        put: operations["updateConfig"];
        post?: never;
        /** Delete a configuration item */
        delete: operations["deleteConfig"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        RegistryError: {
            /** @description Six digits, the first three being the HTTP status (8.3). A string, not a number. */
            errorCode: string;
            /** @description Message. */
            errorMessage: string;
            /** @description Where it went wrong. */
            detail?: string;
        };
        /** @description Either spelling can occur; read code and message from whichever is present. */
        KieError: {
            /** @description Code, as sent by open-source KIE. */
            errorCode?: string;
            /** @description Message, as sent by open-source KIE. */
            errorMessage?: string;
            /** @description Where it went wrong. */
            detail?: string;
            /** @description Code, as documented. */
            error_code?: string;
            /** @description Message, as documented. */
            error_message?: string;
            /** @description Message, as generated into the API document of open-source KIE. */
            error_msg?: string;
        };
        /**
         * @description Environment. The empty value is an environment of its own.
         * @enum {string}
         */
        Environment: "" | "development" | "testing" | "acceptance" | "production";
        /** @description Application. */
        AppId: string;
        /** @description Microservice name, unique in its application. */
        ServiceNameValue: string;
        /** @description One to four numbers joined with dots. */
        ServiceVersion: string;
        /** @description Schema id. */
        SchemaId: string;
        /** @description Free properties, name to value. */
        Properties: {
            [key: string]: string;
        };
        TokenRequest: {
            /** @description Account. */
            name: string;
            /**
             * Format: password
             * @description Password.
             */
            password: string;
            /**
             * @description Lifetime, 15m to 24h; 12h when absent.
             * @example 1h
             */
            tokenExpirationTime?: string;
        };
        Token: {
            /** @description JWT. */
            token: string;
        };
        Framework: {
            /**
             * @description Framework.
             * @default UNKNOWN
             */
            name?: string;
            /** @description Version. */
            version?: string;
        };
        /** @description Path and Property in the reference. */
        ServicePath: {
            /** @description Route. */
            path?: string;
            /** @description Free properties. */
            property?: components["schemas"]["Properties"];
        };
        MicroserviceFields: {
            /** @description Microservice id. */
            serviceId?: string;
            environment?: components["schemas"]["Environment"];
            appId?: components["schemas"]["AppId"];
            serviceName?: components["schemas"]["ServiceNameValue"];
            version?: components["schemas"]["ServiceVersion"];
            /** @description Description. */
            description?: string;
            /**
             * @description Level.
             * @enum {string}
             */
            level?: "FRONT" | "MIDDLE" | "BACK";
            /**
             * @description How it was registered.
             * @enum {string}
             */
            registerBy?: "SDK" | "PLATFORM" | "SIDECAR" | "UNKNOWN";
            /** @description Schema ids. */
            schemas?: components["schemas"]["SchemaId"][];
            /**
             * @description Status.
             * @default UP
             * @enum {string}
             */
            status?: "UP" | "DOWN";
            /** @description Registered at, epoch seconds as a string. */
            timestamp?: string;
            /** @description Changed at, epoch seconds as a string. */
            modTimestamp?: string;
            framework?: components["schemas"]["Framework"];
            /** @description Routes. */
            paths?: components["schemas"]["ServicePath"][];
            properties?: components["schemas"]["Properties"];
            /** @description Other name, for lookups across applications. */
            alias?: string;
        };
        /** @description A registered microservice. */
        Microservice: WithRequired<components["schemas"]["MicroserviceFields"], "serviceId" | "appId" | "serviceName" | "version">;
        /** @description A microservice to register. */
        MicroserviceRegistration: WithRequired<components["schemas"]["MicroserviceFields"], "serviceName">;
        /** @description Black and white lists; removed from current open-source service-center. */
        Rule: {
            /** @description Rule id. */
            ruleId?: string;
            /**
             * @description Allow or deny list.
             * @enum {string}
             */
            ruleType?: "WHITE" | "BLACK";
            /** @description What to test: tag_xxx for a tag, else ServiceId, AppId, ServiceName, Version, Description, Level or Status. */
            attribute?: string;
            /** @description Regular expression. */
            pattern?: string;
            /** @description Description. */
            description?: string;
            /** @description Created at; in answers only. */
            timestamp?: string;
            /** @description Changed at. */
            modTimestamp?: string;
        };
        CreateMicroserviceRequest: {
            service: components["schemas"]["MicroserviceRegistration"];
            /** @description Black and white lists. */
            rules?: components["schemas"]["Rule"][];
            /** @description Instances to register along. */
            instances?: components["schemas"]["InstanceRegistration"][];
            /** @description Tags. */
            tags?: {
                [key: string]: string;
            };
        };
        DeleteMicroservicesRequest: {
            /** @description Ids. */
            serviceIds: string[];
            /** @description As the query parameter; open-source service-center reads this one. */
            force?: boolean;
        };
        DeletedMicroservice: {
            /** @description Id. */
            serviceId: string;
            /** @description Why it was not deleted. */
            errMessage?: string;
        };
        ExistenceResult: {
            /** @description For type microservice. */
            serviceId?: string;
            /** @description For type schema. */
            schemaId?: string;
            /** @description Schema summary. */
            summary?: string;
        };
        SchemaItem: {
            /** @description Schema id. */
            schemaId: string;
            /** @description Content. */
            schema?: string;
            /** @description Summary. */
            summary?: string;
        };
        /**
         * @description TESTING: versions 2.3.x only.
         * @enum {string}
         */
        InstanceStatus: "UP" | "DOWN" | "STARTING" | "OUTOFSERVICE" | "TESTING";
        HealthCheck: {
            /**
             * @description push: heartbeats.
             * @enum {string}
             */
            mode: "push" | "pull";
            /** @description Port. */
            port?: number;
            /** @description Seconds between heartbeats; below 5 counts as 5. */
            interval: number;
            /** @description Missed heartbeats allowed. */
            times: number;
            /** @description Check URL. */
            url?: string;
        };
        DataCenterInfo: {
            /** @description Data center name. */
            name: string;
            /** @description Region. */
            region: string;
            /** @description Availability zone. */
            availableZone: string;
        };
        InstanceFields: {
            /** @description Instance id; generated when absent. */
            instanceId?: string;
            /** @description Microservice id; that of the URL counts. */
            serviceId?: string;
            /** @description Microservice version; set by the server. */
            version?: string;
            /** @description Host. */
            hostName?: string;
            /** @description Addresses, for instance rest://127.0.0.1:8080. */
            endpoints?: string[];
            /** @default UP */
            status?: components["schemas"]["InstanceStatus"];
            properties?: components["schemas"]["Properties"];
            healthCheck?: components["schemas"]["HealthCheck"];
            dataCenterInfo?: components["schemas"]["DataCenterInfo"];
            /** @description Registered at, epoch seconds as a string. */
            timestamp?: string;
            /** @description Changed at, epoch seconds as a string. */
            modTimestamp?: string;
        };
        /** @description A registered instance. */
        Instance: WithRequired<components["schemas"]["InstanceFields"], "instanceId" | "serviceId">;
        /** @description An instance to register. */
        InstanceRegistration: WithRequired<components["schemas"]["InstanceFields"], "hostName">;
        InstanceList: {
            instances?: components["schemas"]["Instance"][];
        };
        FindService: {
            service: {
                environment: components["schemas"]["Environment"];
                appId: components["schemas"]["AppId"];
                serviceName: components["schemas"]["ServiceNameValue"];
            };
            /**
             * @description Revision of the cached copy; 0 at first, then rev of the newest updated entry.
             * @example 0
             */
            rev?: string;
        };
        FindInstance: {
            instance?: {
                /** @description Microservice id. */
                serviceId?: string;
                /** @description Instance id. */
                instanceId?: string;
            };
            /**
             * @description Revision of the cached copy; 0 at first.
             * @example 0
             */
            rev?: string;
        };
        /** @description At least one of the two members. */
        BatchFindRequest: {
            /** @description Microservices to look up. */
            services?: components["schemas"]["FindService"][];
            /** @description Single instances to look up. */
            instances?: components["schemas"]["FindInstance"][];
        };
        BatchFindResponse: {
            services?: components["schemas"]["BatchFindResult"];
            instances?: components["schemas"]["BatchFindResult"];
        };
        /** @description Empty lists may be absent. */
        BatchFindResult: {
            /** @description Look-ups that failed. */
            failed?: components["schemas"]["FindFailedResult"][];
            /** @description Indexes whose rev is still current. */
            notModified?: number[];
            /** @description Look-ups with a new rev. */
            updated?: components["schemas"]["FindResult"][];
        };
        FindFailedResult: {
            /** @description Indexes in the request array. */
            indexes: number[];
            error: components["schemas"]["RegistryError"];
        };
        FindResult: {
            /** @description Index in the request array. */
            index: number;
            /** @description New revision; an opaque string. */
            rev: string;
            /** @description Instances; absent when there are none. */
            instances?: components["schemas"]["Instance"][];
        };
        /** @enum {string} */
        ConfigStatus: "enabled" | "disabled";
        /** @description Value, up to 131072 characters (8.2). */
        ConfigValue: string;
        /**
         * @description Format of the value.
         * @enum {string}
         */
        ConfigValueType: "text" | "yaml" | "json" | "properties" | "ini" | "xml";
        /** @description Labels, name to value. */
        ConfigLabels: {
            [key: string]: string;
        };
        CreateConfigRequest: {
            /** @description Key, 1 to 2048 characters (8.2). */
            key: string;
            value?: components["schemas"]["ConfigValue"];
            labels?: components["schemas"]["ConfigLabels"];
            status?: components["schemas"]["ConfigStatus"];
            value_type?: components["schemas"]["ConfigValueType"];
        };
        ConfigItem: {
            /** @description Item id. */
            id: string;
            /** @description Key, 1 to 2048 characters (8.2). */
            key: string;
            value?: components["schemas"]["ConfigValue"];
            value_type?: components["schemas"]["ConfigValueType"];
            status?: components["schemas"]["ConfigStatus"];
            /**
             * Format: int64
             * @description Created at, epoch seconds.
             */
            create_time?: number;
            /**
             * Format: int64
             * @description Changed at, epoch seconds.
             */
            update_time?: number;
            labels?: components["schemas"]["ConfigLabels"];
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
        ConfigList: {
            /** @description Items that match. */
            total: number;
            data: components["schemas"]["ConfigItem"][];
        };
    };
    responses: {
        /** @description Invalid request; also for things that do not exist. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RegistryError"];
            };
        };
        /** @description Wrong account or password (401202), or no valid token. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RegistryError"];
            };
        };
        /** @description Server error. */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RegistryError"];
            };
        };
        /** @description Any other status: 401 (401201, 401204), 403 (403001), ... */
        UnexpectedError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["KieError"];
            };
        };
        /** @description Invalid request. */
        KieBadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["KieError"];
            };
        };
        /** @description No such item (404001). */
        KieNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["KieError"];
            };
        };
        /** @description The item exists already (409001). */
        KieConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["KieError"];
            };
        };
        /** @description Server error. */
        KieInternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["KieError"];
            };
        };
    };
    parameters: {
        /** @description Fixed to default on CSE. */
        ProjectId: string;
        /** @description Microservice id. */
        ServiceId: string;
        /** @description Instance id. */
        InstanceId: string;
        /** @description Schema id. */
        SchemaIdPath: components["schemas"]["SchemaId"];
        /** @description Item id. */
        KvId: string;
        /** @description true also deletes instances and dependencies; false fails while there are any (400013, 400023). */
        Force: boolean;
        /** @description Tags, joined with commas. */
        Tags: string;
        /** @description Microservice id of the consumer; records the dependency. */
        ConsumerId: string;
        /** @description Tenant domain. */
        DomainName: string;
        /** @description Revision the client has (X-Resource-Revision of an earlier answer). */
        Rev: string;
    };
    requestBodies: never;
    headers: {
        /** @description Summary of the schema. */
        SchemaSummary: string;
        /** @description Revision of the result, for rev of the next request. */
        ResourceRevision: string;
        /** @description Revision of the domain, for revision of the next request. */
        KieRevision: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Token, valid for 12 hours. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getMicroservice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Microservice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        service: components["schemas"]["Microservice"];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteMicroservice: {
        parameters: {
            query?: {
                /** @description true also deletes instances and dependencies; false fails while there are any (400013, 400023). */
                force?: components["parameters"]["Force"];
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; empty body. */
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
    listMicroservices: {
        parameters: {
            query?: {
                /** @description Also list shared services. */
                withShared?: boolean;
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Microservices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        services?: components["schemas"]["Microservice"][];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    createMicroservice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Tenant domain. */
                "x-domain-name"?: components["parameters"]["DomainName"];
            };
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateMicroserviceRequest"];
            };
        };
        responses: {
            /** @description Id of the new, or of the already registered identical, microservice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Microservice id. */
                        serviceId: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteMicroservices: {
        parameters: {
            query?: {
                /** @description true also deletes instances and dependencies; false fails while there are any (400013, 400023). */
                force?: components["parameters"]["Force"];
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteMicroservicesRequest"];
            };
        };
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        services?: components["schemas"]["DeletedMicroservice"][];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    updateMicroserviceProperties: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    properties: components["schemas"]["Properties"];
                };
            };
        };
        responses: {
            /** @description Done; empty body. */
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
    checkExistence: {
        parameters: {
            query: {
                /** @description microservice: give appId, serviceName, version (and env). schema: give serviceId and schemaId. */
                type: "microservice" | "schema";
                /** @description Environment. */
                env?: components["schemas"]["Environment"];
                /** @description For type microservice. */
                appId?: components["schemas"]["AppId"];
                /** @description For type microservice. */
                serviceName?: components["schemas"]["ServiceNameValue"];
                /** @description For type microservice. */
                version?: components["schemas"]["ServiceVersion"];
                /** @description For type schema. */
                serviceId?: string;
                /** @description For type schema. */
                schemaId?: components["schemas"]["SchemaId"];
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    "X-Schema-Summary": components["headers"]["SchemaSummary"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExistenceResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getSchema: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
                /** @description Schema id. */
                schema_id: components["parameters"]["SchemaIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schema. */
            200: {
                headers: {
                    "X-Schema-Summary": components["headers"]["SchemaSummary"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Schema content, usually OpenAPI YAML. */
                        schema?: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    putSchema: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
                /** @description Schema id. */
                schema_id: components["parameters"]["SchemaIdPath"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Schema content. */
                    schema: string;
                    /** @description Summary, usually a hash of the content. */
                    summary?: string;
                };
            };
        };
        responses: {
            /** @description Done; empty body. */
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
    listSchemas: {
        parameters: {
            query?: {
                /** @description 1: with content. 0: id and summary only. */
                withSchema?: 0 | 1;
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Schemas. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        schemas?: components["schemas"]["SchemaItem"][];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listInstances: {
        parameters: {
            query?: {
                /** @description Tags, joined with commas. */
                tags?: components["parameters"]["Tags"];
                /** @description Revision the client has (X-Resource-Revision of an earlier answer). */
                rev?: components["parameters"]["Rev"];
            };
            header?: {
                /** @description Microservice id of the consumer; records the dependency. */
                "X-ConsumerId"?: components["parameters"]["ConsumerId"];
            };
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Instances. */
            200: {
                headers: {
                    "X-Resource-Revision": components["headers"]["ResourceRevision"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceList"];
                };
            };
            /** @description rev is still current; empty body. */
            304: {
                headers: {
                    "X-Resource-Revision": components["headers"]["ResourceRevision"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    registerInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description Tenant domain. */
                "x-domain-name"?: components["parameters"]["DomainName"];
            };
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    instance: components["schemas"]["InstanceRegistration"];
                };
            };
        };
        responses: {
            /** @description Registered; the id of an existing instance with the same endpoints is reused. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Instance id. */
                        instanceId: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getInstance: {
        parameters: {
            query?: {
                /** @description Tags, joined with commas. */
                tags?: components["parameters"]["Tags"];
                /** @description Revision the client has (X-Resource-Revision of an earlier answer). */
                rev?: components["parameters"]["Rev"];
            };
            header?: {
                /** @description Microservice id of the consumer; records the dependency. */
                "X-ConsumerId"?: components["parameters"]["ConsumerId"];
            };
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
                /** @description Instance id. */
                instance_id: components["parameters"]["InstanceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Instance. */
            200: {
                headers: {
                    "X-Resource-Revision": components["headers"]["ResourceRevision"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        instance: components["schemas"]["Instance"];
                    };
                };
            };
            /** @description rev is still current; empty body. */
            304: {
                headers: {
                    "X-Resource-Revision": components["headers"]["ResourceRevision"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deregisterInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
                /** @description Instance id. */
                instance_id: components["parameters"]["InstanceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; empty body. */
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
    updateInstanceProperties: {
        parameters: {
            query?: never;
            header?: {
                /** @description Microservice id of the consumer; records the dependency. */
                "X-ConsumerId"?: components["parameters"]["ConsumerId"];
            };
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
                /** @description Instance id. */
                instance_id: components["parameters"]["InstanceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    properties?: components["schemas"]["Properties"];
                };
            };
        };
        responses: {
            /** @description Done; empty body. */
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
    updateInstanceStatus: {
        parameters: {
            query: {
                /** @description New status. */
                value: components["schemas"]["InstanceStatus"];
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
                /** @description Instance id. */
                instance_id: components["parameters"]["InstanceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; empty body. */
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
    sendHeartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Microservice id. */
                service_id: components["parameters"]["ServiceId"];
                /** @description Instance id. */
                instance_id: components["parameters"]["InstanceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; empty body. */
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
    findInstances: {
        parameters: {
            query: {
                /** @description Application. */
                appId: components["schemas"]["AppId"];
                /** @description Microservice. */
                serviceName: components["schemas"]["ServiceNameValue"];
                /** @description Version rule. Encode + as %2B. */
                version?: string;
                /** @description Tags, joined with commas. */
                tags?: components["parameters"]["Tags"];
                /** @description Environment. */
                env?: components["schemas"]["Environment"];
                /** @description Revision the client has (X-Resource-Revision of an earlier answer). */
                rev?: components["parameters"]["Rev"];
            };
            header?: {
                /** @description Microservice id of the consumer; records the dependency. */
                "X-ConsumerId"?: components["parameters"]["ConsumerId"];
                /** @description Tenant domain. */
                "x-domain-name"?: components["parameters"]["DomainName"];
            };
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Instances. */
            200: {
                headers: {
                    "X-Resource-Revision": components["headers"]["ResourceRevision"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceList"];
                };
            };
            /** @description rev is still current; empty body. */
            304: {
                headers: {
                    "X-Resource-Revision": components["headers"]["ResourceRevision"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    batchFindInstances: {
        parameters: {
            query: {
                /** @description Always query. */
                type: "query";
            };
            header?: {
                /** @description Microservice id of the consumer; records the dependency. */
                "X-ConsumerId"?: components["parameters"]["ConsumerId"];
            };
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchFindRequest"];
            };
        };
        responses: {
            /** @description One result group per request array; indexes refer to that array. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchFindResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listProviders: {
        parameters: {
            query?: {
                /** @description 1 leaves out the dependency of the service on itself. */
                noSelf?: 0 | 1;
                /** @description 1 leaves out shared services of other domains. */
                sameDomain?: 0 | 1;
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Id of the consumer. */
                consumer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Providers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        providers?: components["schemas"]["Microservice"][];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    listConfigs: {
        parameters: {
            query?: {
                /** @description labelKey:labelValue; repeat the parameter for several labels. */
                label?: string[];
                /** @description exact: same label set, also in number. Absent: the item carries at least these labels. */
                match?: "exact";
                /** @description Revision the client has. Equal to the current one: 304. At first 0 as documented, or -1 as the Java and Go clients send. */
                revision?: number;
                /** @description Long poll: hold the request until a change or this long, at most 5m. */
                wait?: string;
                /** @description Only this key. Not together with wait. */
                key?: string;
                /** @description Only this status. */
                status?: components["schemas"]["ConfigStatus"];
                /** @description Items to skip. */
                offset?: number;
                /** @description Items to return. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Items. */
            200: {
                headers: {
                    "X-Kie-Revision": components["headers"]["KieRevision"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigList"];
                };
            };
            /** @description Nothing changed; empty body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["KieBadRequest"];
            500: components["responses"]["KieInternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    createConfig: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateConfigRequest"];
            };
        };
        responses: {
            /** @description Created item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigItem"];
                };
            };
            400: components["responses"]["KieBadRequest"];
            409: components["responses"]["KieConflict"];
            500: components["responses"]["KieInternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteConfigs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Ids of the items to delete. */
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description Deleted; empty body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["KieBadRequest"];
            404: components["responses"]["KieNotFound"];
            500: components["responses"]["KieInternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    getConfig: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Item id. */
                kv_id: components["parameters"]["KvId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigItem"];
                };
            };
            400: components["responses"]["KieBadRequest"];
            404: components["responses"]["KieNotFound"];
            500: components["responses"]["KieInternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    updateConfig: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Item id. */
                kv_id: components["parameters"]["KvId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    value: components["schemas"]["ConfigValue"];
                    status?: components["schemas"]["ConfigStatus"];
                };
            };
        };
        responses: {
            /** @description Changed item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigItem"];
                };
            };
            400: components["responses"]["KieBadRequest"];
            500: components["responses"]["KieInternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
    deleteConfig: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Fixed to default on CSE. */
                project_id: components["parameters"]["ProjectId"];
                /** @description Item id. */
                kv_id: components["parameters"]["KvId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted, as the status list says; see x-reference-note. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Deleted; empty body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["KieBadRequest"];
            404: components["responses"]["KieNotFound"];
            500: components["responses"]["KieInternalError"];
            default: components["responses"]["UnexpectedError"];
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
