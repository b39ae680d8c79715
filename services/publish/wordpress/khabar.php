<?php
/**
 * Plugin Name: Khabar
 * Description: Lets Khabar know its own posts again, so that none comes twice and none falls back. Belongs into wp-content/mu-plugins.
 * License: Apache-2.0
 * Requires PHP: 7.4
 */
defined('ABSPATH') || exit;

add_action('init', function () {
	$may = fn($allowed, $key, $post) => current_user_can('edit_post', $post);
	foreach (['khabar_id' => 'string', 'khabar_revision' => 'integer', 'khabar_sha' => 'string'] as $key => $type) {
		register_post_meta('post', $key, ['type' => $type, 'single' => true, 'show_in_rest' => true, 'auth_callback' => $may]);
	}
	// A canary is read at its own address alone: no list, feed, search or map of the site holds this type.
	register_post_type('khabar_canary', ['public' => false, 'publicly_queryable' => true, 'exclude_from_search' => true,
		'show_in_rest' => true, 'rest_base' => 'khabar-canary', 'rewrite' => false, 'query_var' => true]);
});
add_filter('wp_robots', fn($robots) => is_singular('khabar_canary') ? wp_robots_no_robots($robots) : $robots);

// The lock lasts until the request ends, so that of two calls for one article the later one sees what the first one made.
add_filter('rest_pre_insert_post', function ($post, $request) {
	global $wpdb;
	$said = is_array($request['meta']) ? $request['meta'] : [];
	if (is_wp_error($post) || empty($said['khabar_id'])) {
		return $post;
	}
	$mark = "_khabar:{$said['khabar_id']}"; // A key of its own, since WordPress keeps an index of keys but none of values.
	if (!$wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, 5)', md5(DB_NAME . $wpdb->prefix . $mark)))) {
		return new WP_Error('khabar_busy', 'Another call for this article is under way.', ['status' => 503]);
	}
	$held = $wpdb->get_row($wpdb->prepare("SELECT p.ID, r.meta_value AS revision FROM $wpdb->postmeta m
		JOIN $wpdb->posts p ON p.ID = m.post_id LEFT JOIN $wpdb->postmeta r ON r.post_id = p.ID AND r.meta_key = 'khabar_revision'
		WHERE m.meta_key = %s ORDER BY p.ID LIMIT 1", $mark));
	$about = ['status' => 409, 'id' => (int) ($held->ID ?? 0), 'revision' => (int) ($held->revision ?? 0)];
	if ($held && (int) $held->ID !== (int) ($post->ID ?? 0)) {
		return new WP_Error('khabar_exists', 'This article has a post already.', $about);
	}
	if ($held && $about['revision'] > (int) ($said['khabar_revision'] ?? 0)) {
		return new WP_Error('khabar_stale', 'This post shows a newer revision.', $about);
	}
	$post->meta_input = [$mark => '1'] + array_intersect_key($said, ['khabar_id' => 1, 'khabar_revision' => 1, 'khabar_sha' => 1]);
	return $post;
}, 10, 2);

// Tags come by name with their post, so that a new one takes no call of its own: found by its slug or name, or made.
add_action('rest_api_init', function () {
	$found = function ($slug, $name) {
		global $wpdb;
		$kept = wp_unslash(sanitize_term_field('name', wp_slash($name), 0, 'post_tag', 'db'));
		$there = $wpdb->get_results($wpdb->prepare("SELECT t.term_id, t.name FROM $wpdb->terms t JOIN $wpdb->term_taxonomy x
			ON x.term_id = t.term_id WHERE x.taxonomy = 'post_tag' AND t.name = %s ORDER BY t.term_id", $kept));
		foreach ($there as $tag) {
			if (strtolower($tag->name) === strtolower($kept)) { // To a database words that differ in marks are the same.
				return (int) $tag->term_id;
			}
		}
		$lock = md5(DB_NAME . $wpdb->prefix . '_khabar_tags'); // Of two calls that make one tag the later one takes the first one's.
		$wpdb->query($wpdb->prepare('DO GET_LOCK(%s, 5)', $lock));
		$made = wp_insert_term(wp_slash($name), 'post_tag', ['slug' => $slug]);
		$wpdb->query($wpdb->prepare('DO RELEASE_LOCK(%s)', $lock));
		return is_wp_error($made) ? (int) $made->get_error_data('term_exists') : $made['term_id'];
	};
	$set = function ($tags, $post) use ($found) {
		$names = array_combine(array_map('sanitize_title', array_column($tags, 'slug')), array_column($tags, 'name'));
		$query = ['taxonomy' => 'post_tag', 'slug' => array_map('strval', array_keys($names)), 'hide_empty' => false, 'fields' => 'id=>slug'];
		$there = array_flip($names ? get_terms($query) : []);
		$numbers = array_map(fn($slug, $name) => $there[$slug] ?? $found($slug, $name), array_keys($names), $names);
		wp_set_post_tags($post->ID, array_filter($numbers));
	};
	$tag = ['type' => 'object', 'required' => ['slug', 'name'], 'properties' => ['slug' => ['type' => 'string'], 'name' => ['type' => 'string']]];
	is_object_in_taxonomy('post', 'post_tag') && register_rest_field('post', 'khabar_tags', [
		'schema' => ['type' => 'array', 'maxItems' => 50, 'items' => $tag, 'context' => ['edit']],
		'get_callback' => fn($post) => array_map(fn($one) => ['slug' => $one->slug, 'name' => $one->name], get_the_terms($post['id'], 'post_tag') ?: []),
		'update_callback' => fn($tags, $post) => current_user_can(get_taxonomy('post_tag')->cap->assign_terms) && $set($tags, $post),
	]);
});

add_filter('rest_post_query', function ($query, $request) {
	$asked = $request['khabar_id'] ? ['meta_key' => "_khabar:{$request['khabar_id']}"] : [];
	$shows = $request['khabar_picture'] ? ['meta_key' => '_thumbnail_id', 'meta_value' => (int) $request['khabar_picture']] : [];
	return $asked + $shows + $query;
}, 10, 2);

add_action('wp_head', function () {
	$of = fn($key) => get_post_meta(get_queried_object_id(), "khabar_$key", true);
	if (is_single() && $of('id')) {
		printf("<meta name=\"khabar\" content=\"%s\" />\n", esc_attr("{$of('id')} {$of('revision')} {$of('sha')}"));
	}
});
