package dev.wsboot.spring.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Finds the beans that have an annotation, on their class or on their {@code @Bean}
 * method.
 */
final class AnnotatedBeans {

	private AnnotatedBeans() {
	}

	/**
	 * The annotations by the names of the beans, without making any of these.
	 */
	static <A extends Annotation> Map<String, A> find(ConfigurableListableBeanFactory beans, Class<A> type) {
		Map<String, A> annotations = new LinkedHashMap<>();
		for (String found : beans.getBeanNamesForAnnotation(type)) {
			String beanName = ScopedProxyUtils.isScopedTarget(found) ? ScopedProxyUtils.getOriginalBeanName(found)
					: found;
			annotations.put(beanName, annotation(beans, found, type));
		}
		return annotations;
	}

	/** That of a {@code @Bean} method goes before that of the class it returns. */
	private static <A extends Annotation> A annotation(ConfigurableListableBeanFactory beans, String beanName,
			Class<A> type) {
		List<A> all = List.copyOf(beans.findAllAnnotationsOnBean(beanName, type, false));
		return all.get(all.size() - 1);
	}

}
