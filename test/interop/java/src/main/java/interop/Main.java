package interop;

import org.apache.servicecomb.foundation.common.utils.BeanUtils;

/** A java-chassis service without Spring Boot: what a test needs of one. */
public class Main {
  public static void main(String[] args) throws Exception {
    BeanUtils.init();
    System.out.println("ready");
  }
}
