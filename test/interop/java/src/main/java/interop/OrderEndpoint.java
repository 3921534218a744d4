package interop;

import com.netflix.config.DynamicPropertyFactory;
import java.util.Map;
import java.util.TreeMap;
import org.apache.servicecomb.provider.rest.common.RestSchema;
import org.apache.servicecomb.provider.springmvc.reference.RestTemplateBuilder;
import org.apache.servicecomb.swagger.invocation.context.ContextUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

@RestSchema(schemaId = "order")
@RequestMapping("/orders")
public class OrderEndpoint {
  /** What arrived of the invocation context, and what the configuration centre says now. */
  @GetMapping("/{id}")
  public Map<String, String> find(@PathVariable("id") String id) {
    Map<String, String> order = new TreeMap<>();
    order.put("id", id);
    order.put("lane", String.valueOf(ContextUtils.getInvocationContext().getContext("x-lane")));
    order.put("caller", ContextUtils.getInvocationContext().getContext("x-cse-src-microservice"));
    order.put("greeting", DynamicPropertyFactory.getInstance().getStringProperty("interop.greeting", "none").get());
    return order;
  }

  /** A call of java-chassis' own, by the contract that the Node service has uploaded. */
  @GetMapping("/{id}/stock")
  public String stock(@PathVariable("id") String id) {
    return RestTemplateBuilder.create().getForObject("cse://node-stock/stock/{id}", String.class, id);
  }
}
