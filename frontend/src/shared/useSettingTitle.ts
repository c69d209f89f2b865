import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { configSchemaQuery } from "@/api/catalog";
import { type ConfigSchema, settingTitle } from "@/shared/config-schema";

/** Names settings by their dotted paths as the form does; by the paths themselves until its schema is there. */
export function useSettingTitle(): (path: string) => string {
  const { data } = useQuery(configSchemaQuery);
  return useCallback((path) => (data ? settingTitle(path, data as ConfigSchema) : path), [data]);
}
